import { runChild } from './child.mjs';

const options = { cwd: __dirname, capture: true };

test('a child tells its code and, captured, its output', async () => {
  const ending = await runChild(['sh', '-c', 'echo out; echo err >&2; exit 3'], options);
  expect(ending).toMatchObject({ code: 3, stopped: false });
  expect(ending.output.split('\n').sort()).toEqual(['', 'err', 'out']);
});

test('a program that does not exist is 127', async () => {
  await expect(runChild(['whisker-no-such-program'], options)).resolves.toMatchObject({ code: 127 });
});

test('a child ended by a signal has 128 and its number', async () => {
  await expect(runChild(['sh', '-c', 'kill -9 $$'], options)).resolves.toMatchObject({ code: 137 });
});

test('a child reads no standard input', async () => {
  await expect(runChild(['cat'], options)).resolves.toMatchObject({ code: 0, output: '' });
});
