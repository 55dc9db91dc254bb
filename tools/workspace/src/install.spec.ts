import { explainFailure, withoutLocalBinaries } from './install.mjs';

test('npm runs without the binaries it is about to replace', () => {
  expect(withoutLocalBinaries('/w/node_modules/.bin:/usr/bin:/node_modules/.bin:/bin')).toBe('/usr/bin:/bin');
});

test("a lock that does not fit is told without npm's manual", () => {
  const output = [
    'npm error code EUSAGE',
    'npm error `npm ci` can only install packages when your package.json and package-lock.json are in sync.',
    "npm error Invalid: lock file's jest@30.5.2 does not satisfy jest@30.5.1",
    'npm error',
    'npm error Clean install a project',
    'npm error',
    'npm error Usage:',
  ].join('\n');
  expect(explainFailure(output)).toBe(
    [
      'npm says:',
      ...output.split('\n').slice(0, 3),
      'whisker: package-lock.json does not fit the package.json files. Run `npm install`, then commit the lock.',
    ].join('\n'),
  );
});

test('any other failure keeps all npm says', () => {
  expect(explainFailure('npm error code ECONNREFUSED\n')).toMatch(/ECONNREFUSED\nwhisker: installing failed/);
});
