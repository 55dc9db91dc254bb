import { PassThrough } from 'node:stream';
import { readSecretInput, type SecretInput } from './secret-input';

function terminal() {
  const modes: boolean[] = [];
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => modes.push(on) });
  const shown: string[] = [];
  const screen = new PassThrough();
  screen.on('data', (part: Buffer) => shown.push(part.toString()));
  return { input: input as SecretInput & PassThrough, screen, shown, modes };
}

it('asks at a terminal and shows nothing of what is typed', async () => {
  const { input, screen, shown, modes } = terminal();
  const read = readSecretInput(input, 'Value: ', screen);
  for (const keys of ['se', 'x\u007f', 'cré', 't☃\u007f\r', 'more']) input.write(keys);
  expect((await read).toString()).toBe('secrét');
  expect(shown.join('')).toBe('Value: \n');
  expect(modes).toEqual([true, false]);
});

it('gives up at Ctrl-C, and leaves the terminal as it was', async () => {
  const { input, screen, modes } = terminal();
  const read = readSecretInput(input, 'Value: ', screen);
  input.write('se\u0003');
  await expect(read).rejects.toThrow('Nothing was set.');
  expect(modes).toEqual([true, false]);
});

it('reads to the end where there is no terminal', async () => {
  const input = new PassThrough();
  const read = readSecretInput(input, 'Value: ', new PassThrough());
  input.write('one\n');
  input.end('two\n');
  expect((await read).toString()).toBe('one\ntwo\n');
});

it('reads no more than a secret could hold', async () => {
  const input = new PassThrough();
  const read = readSecretInput(input, 'Value: ', new PassThrough());
  input.end(Buffer.alloc(1024 * 1024 + 1, 'x'));
  await expect(read).rejects.toThrow('More than 1048576 bytes were given.');
});
