import { HELP_HINT, Shell } from '../testing/shell';

const shell = new Shell();

it('knows groups, commands and their flags', async () => {
  const { stdout } = await shell.wsk('completion', 'bash');
  expect(stdout).toMatch(/^ {4}'\/package'\) names='create update bind get delete list refresh' /m);
  const [, flags = ''] = /'\/action\/invoke'\) names='' flags='([^']*)'/.exec(stdout) ?? [];
  expect(flags.split(' ')).toEqual(
    expect.arrayContaining(['-b', '--blocking', '-r', '--result', '-p', '--param', '-P', '--apihost', '-i', '--help']),
  );
  expect(flags).not.toContain('--annotation');
});

it('wraps the same for zsh', async () => {
  const bash = (await shell.wsk('completion', 'bash')).stdout;
  const zsh = (await shell.wsk('completion', 'ZSH')).stdout;
  expect(zsh.startsWith('#compdef wsk\n')).toBe(true);
  expect(zsh.endsWith(bash)).toBe(true);
});

it('tells which shells there are', async () => {
  expect(await shell.wsk('completion', 'tcsh')).toMatchObject({
    code: 2,
    stderr: `error: There is no completion for 'tcsh', only for bash and zsh.\n${HELP_HINT}`,
  });
});
