import { HELP_HINT, Shell } from '../testing/shell';

const required = 'The SDK component argument is missing. One component (docker, ios, or bashauto) must be specified';

let shell: Shell;
beforeEach(() => {
  shell = new Shell();
});

it('installs the completion, and does not replace a file {cli-and-clients.4.30}', async () => {
  expect(await shell.wsk('sdk', 'install', 'bashauto')).toEqual({
    code: 0,
    stdout:
      'The bash auto-completion script (wsk_cli_bash_completion.sh) is installed in the current directory.\n' +
      'To enable command line completion of wsk commands, source the auto completion script into your bash environment\n',
    stderr: '',
  });
  const script = shell.files.contents.get(`${Shell.CWD}/wsk_cli_bash_completion.sh`)?.toString();
  expect(script).toContain('complete -o default -F _wsk wsk\n');
  expect(await shell.wsk('sdk', 'install', 'bashauto')).toMatchObject({
    code: 2,
    stderr: `error: The file 'wsk_cli_bash_completion.sh' already exists\n${HELP_HINT}`,
  });
  expect((await shell.wsk('sdk', 'install', 'bashauto', '--stdout')).stdout).toBe(script);
  expect((await shell.wsk('sdk', 'install', 'BashAuto', '-s')).stdout).toBe(script);
});

it.each([['docker'], ['iOS']])('tells that there is no SDK for %s {cli-and-clients.4.30}', async (component) => {
  expect(await shell.wsk('sdk', 'install', component)).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining(`error: This deployment offers no SDK for ${component}. An`),
  });
});

it.each([
  [['x'], "The SDK component argument 'x' is invalid. Valid components are docker, ios and bashauto"],
  [[], `Invalid argument(s). ${required}`],
  [['docker', 'x'], `Invalid argument(s): x. ${required}`],
])('refuses %p', async (words, message) => {
  expect(await shell.wsk('sdk', 'install', ...words)).toMatchObject({
    code: 2,
    stderr: `error: ${message}\n${HELP_HINT}`,
  });
});
