// Runs before anything is installed, on whatever node the machine has: this file stays readable for old ones, and it
// imports nothing before it knows the version.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write('whisker: needs Node 20.19 or newer to install itself, and this is ' + process.version + '.\n');
  process.exitCode = 1;
} else {
  void import('./src/prepare.mjs').then(({ main }) => main(process.argv[2]));
}
