import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { failed, FakeApi } from './testing/fake-api';
import { groups } from './commands';
import { HELP_HINT, Shell } from './testing/shell';
import { testCertificate, testKey } from './testing/tls-credentials';

let api: FakeApi;
let shell: Shell;

beforeAll(async () => {
  api = await FakeApi.start();
});
afterAll(() => api.close());
beforeEach(() => {
  api.reset();
  shell = new Shell(api.host);
});

const actionAndCode = 'An action name and code artifact are required.';
const actionOptionalCode = 'An action name is required. A code artifact is optional.';
const optionalNamespace = 'An optional namespace is the only valid argument.';
const threeNames = 'A rule, trigger and action name are required.';
const packageAndBinding = 'A package name and binding name are required.';
const payload = 'A trigger name is required. A payload is optional.';

describe('arguments', () => {
  it.each([
    ['action create', actionAndCode],
    ['action create a', actionAndCode],
    ['action create --docker x', actionAndCode],
    ['action update', actionOptionalCode],
    ['action get', 'An action name is required.'],
    ['action invoke', 'An action name is required.'],
    ['action delete', 'An action name is required.'],
    ['activation get', 'An activation ID is required.'],
    ['activation logs', 'An activation ID is required.'],
    ['activation result', 'An activation ID is required.'],
    ['package create', 'A package name is required.'],
    ['package update', 'A package name is required.'],
    ['package get', 'A package name is required.'],
    ['package delete', 'A package name is required.'],
    ['package bind', packageAndBinding],
    ['package bind a', packageAndBinding],
    ['rule create a b', threeNames],
    ['rule update a', threeNames],
    ['rule get', 'A rule name is required.'],
    ['rule delete', 'A rule name is required.'],
    ['rule enable', 'A rule name is required.'],
    ['rule disable', 'A rule name is required.'],
    ['rule status', 'A rule name is required.'],
    ['trigger create', 'A trigger name is required.'],
    ['trigger update', 'A trigger name is required.'],
    ['trigger get', 'A trigger name is required.'],
    ['trigger delete', 'A trigger name is required.'],
    ['trigger fire', payload],
  ])('%s has too few {cli-and-clients.2.3}', async (line, required) => {
    expect(await shell.wsk(...line.split(' '))).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: Invalid argument(s). ${required}\n${HELP_HINT}`,
    });
  });

  it.each([
    ['action create a b X Y', actionAndCode],
    ['action update a b X Y', actionOptionalCode],
    ['action get a name X Y', 'An action name is required.'],
    ['action invoke a X Y', 'An action name is required.'],
    ['action delete a X Y', 'An action name is required.'],
    ['action list /ns X Y', optionalNamespace],
    ['activation list /ns X Y', optionalNamespace],
    ['activation get a name X Y', 'An activation ID is required.'],
    ['activation logs a X Y', 'An activation ID is required.'],
    ['activation poll /ns X Y', optionalNamespace],
    ['package create a X Y', 'A package name is required.'],
    ['package bind a b X Y', packageAndBinding],
    ['package list /ns X Y', optionalNamespace],
    ['package refresh /ns X Y', optionalNamespace],
    ['rule create a b c X Y', threeNames],
    ['rule enable a X Y', 'A rule name is required.'],
    ['rule get a name X Y', 'A rule name is required.'],
    ['rule list /ns X Y', optionalNamespace],
    ['trigger fire a X Y', payload],
    ['trigger list /ns X Y', optionalNamespace],
    ['namespace list X Y', 'No arguments are required.'],
    ['property get X Y', 'No arguments are required.'],
    ['property set X Y', 'No arguments are required.'],
    ['property unset X Y', 'No arguments are required.'],
  ])('%s has too many {cli-and-clients.2.3}', async (line, required) => {
    expect(await shell.wsk(...line.split(' '))).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: Invalid argument(s): X, Y. ${required}\n${HELP_HINT}`,
    });
  });
});

describe('typing', () => {
  it.each([
    [['bogus'], "unknown command 'bogus'"],
    [['action', 'bogus'], "unknown command 'bogus'"],
    [['action', 'list', '--bogus'], "unknown option '--bogus'"],
    [['action', 'create', 'a', 'b', '--kind'], "option '--kind <KIND>' argument missing"],
    [['action', 'list', '-p', 'a', 'b'], "unknown option '--param'"],
    [['trigger', 'fire', 't', '-a', 'a', 'b'], "unknown option '--annotation'"],
    [['action', 'invoke', 'a', '-rp', 'a', 'b'], "'-p' must not be joined with other flags"],
    [['action', 'invoke', 'a', '-p', 'a'], "Arguments for '-p' must be a key/value pair"],
    [['xyzzy', 'list'], "unknown command 'xyzzy'"],
  ])('refuses %p', async (words, message) => {
    expect(await shell.wsk(...words)).toEqual({ code: 2, stdout: '', stderr: `error: ${message}\n${HELP_HINT}` });
  });

  it('lists groups in help as the groups describe themselves', async () => {
    for (const { load, ...entry } of groups) expect(await load()).toMatchObject(entry);
  });

  it('shows help for no command', async () => {
    const { code, stdout, stderr } = await shell.wsk();
    expect([code, stderr]).toEqual([0, '']);
    for (const part of ['Usage: wsk', 'Flags:', '--help', 'Available Commands:', 'property'])
      expect(stdout).toContain(part);
  });

  it.each([[['--help']], [['help', 'action']], [['action']], [['action', '--help']], [['action', 'create', '-h']]])(
    'shows help for %p',
    async (words) => {
      const { code, stdout, stderr } = await shell.wsk(...words);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toContain('Usage: wsk');
    },
  );

  it('shows the flags of parameters where they are taken', async () => {
    expect((await shell.wsk('action', 'invoke', '-h')).stdout).toContain('-p, --param <KEY VALUE>');
    expect((await shell.wsk('action', 'list', '-h')).stdout).not.toContain('--param');
  });
});

describe('connection', () => {
  it('sends key and user agent', async () => {
    await shell.wsk('action', 'list');
    expect(api.requests[0]?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from('uuid:key').toString('base64')}`,
      'user-agent': expect.stringMatching(/^OpenWhisk-CLI\/1\.0 \(\S+\) \S+ \S+$/),
    });
  });

  it('takes global flags anywhere, the last one counting', async () => {
    await shell.wsk('-u', 'a:1', 'action', '-u', 'a:2', 'list', '-u', 'a:3');
    await shell.wsk('-u', 'a:1', 'action', '-u', 'a:2', 'list');
    await shell.wsk('-u', 'a:1', 'list');
    const keys = api.requests.map(({ headers }) =>
      Buffer.from(headers.authorization?.slice(6) ?? '', 'base64').toString(),
    );
    expect(keys.slice(0, 3)).toEqual(['a:3', 'a:2', 'a:1']);
  });

  it('uses the file, and the version it names', async () => {
    shell = new Shell();
    shell.properties = `APIHOST=${api.host}/\nAUTH=a:b\nAPIVERSION=v2\n`;
    await shell.wsk('action', 'list');
    expect(api.requests[0]?.path).toBe('/api/v2/namespaces/_/actions');
  });

  it('misses a host {cli-and-clients.2.2}', async () => {
    delete shell.env['WHISK_APIHOST'];
    expect(await shell.wsk('list')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'error: The API host is not valid: An API host must be provided.\n',
    });
  });

  it('misses a key', async () => {
    delete shell.env['WHISK_AUTH'];
    expect(await shell.wsk('list')).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: Authorization key is not configured (--auth is required)\n${HELP_HINT}`,
    });
  });

  it('misses a certificate', async () => {
    expect(await shell.wsk('list', '--cert', 'c.pem')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("File 'c.pem' is not a valid file or it does not exist"),
    });
  });

  it('tells that nobody answers {cli-and-clients.2.4}', async () => {
    const host = await closedPort();
    expect(await shell.wsk('action', 'get', 'a', '--apihost', host)).toEqual({
      code: 3,
      stdout: '',
      stderr: `error: Unable to get action 'a': The connection to ${host} failed: nothing listens there.\n`,
    });
  });

  it('tells that something else answers', async () => {
    api.script('GET /namespaces/_/actions', { status: 200, body: '<html>Welcome</html>' });
    expect(await shell.wsk('action', 'list')).toEqual({
      code: 3,
      stdout: '',
      stderr: `error: Unable to obtain the list of actions for namespace '_': ${api.host} did not answer as an API does.\n`,
    });
  });

  it('tells that the server hung up', async () => {
    api.onRequest = () => api.hangUp();
    expect(await shell.wsk('action', 'get', 'a')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('failed: the server closed the connection.\n'),
    });
  });
});

describe('TLS', () => {
  let server: SecureServer;
  let host: string;

  beforeAll(async () => {
    const credentials = { key: testKey, cert: testCertificate, ca: testCertificate };
    const options = { ...credentials, requestCert: true, rejectUnauthorized: true };
    server = createSecureServer(options, (_request, response) => response.end('["guest"]'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  beforeEach(() => {
    shell.file('cert.pem', testCertificate);
    shell.file('key.pem', testKey);
  });

  it('trusts no unknown certificate', async () => {
    expect(await shell.wsk('namespace', 'list', '--apihost', host, '--cert', 'cert.pem', '--key', 'key.pem')).toEqual({
      code: 3,
      stdout: '',
      stderr: expect.stringMatching(/ to https:\/\/127\.0\.0\.1:\d+ failed: .* is not trusted .*; -i accepts it\.\n$/),
    });
  });

  it('shows its own certificate, from flags and from the file {cli-and-clients.1.5}', async () => {
    const fromFlags = ['--cert', 'cert.pem', '--key', 'key.pem'];
    expect((await shell.wsk('-i', 'namespace', 'list', '--apihost', host, ...fromFlags)).stdout).toBe(
      'namespaces\nguest\n',
    );
    shell.properties = 'CERT=cert.pem\nKEY=key.pem\n';
    expect((await shell.wsk('-i', 'namespace', 'list', '--apihost', host)).code).toBe(0);
    shell.properties = '';
    expect((await shell.wsk('-i', 'namespace', 'list', '--apihost', host)).code).toBe(3);
  });
});

describe('--verbose and --debug', () => {
  it('shows requests and answers, without the key', async () => {
    api.script('PUT /namespaces/_/triggers/t', failed(409, 'No.'));
    const { stdout } = await shell.wsk('-v', 'trigger', 'create', 't', '-p', 'a', '1');
    expect(stdout).toContain(
      `REQUEST:\n[PUT]\t${api.host}/api/v1/namespaces/_/triggers/t?overwrite=false\nReq Headers\n{`,
    );
    expect(stdout).toMatch(/"User-Agent": \[\s+"OpenWhisk-CLI\/1\.0 /);
    expect(stdout).toContain('"Basic (hidden)"');
    expect(stdout).toContain('Req Body\n{"parameters":[{"key":"a","value":1}]}\n');
    expect(stdout).toContain('RESPONSE: Got response with code 409\n');
    expect(stdout).toContain('Response body received:\n{"error":"No.","code":"tid0"}\n');
  });

  it('traces on standard error', async () => {
    shell.env['WSK_CLI_DEBUG'] = '1';
    const { stdout, stderr } = await shell.wsk('trigger', 'list');
    expect(stdout).toBe('triggers\n');
    expect(stderr).toMatch(
      /^\[debug\] \/home\/user\/\.wskprops: no properties\n\[debug\] GET \S+\n\[debug\] 200, 2 bytes after 0 ms from \S+\n$/,
    );
  });
});

it('tells that the properties cannot be read', async () => {
  shell.files.read = () => Promise.reject(new Error('disk on fire'));
  expect(await shell.wsk('list')).toEqual({
    code: 1,
    stdout: '',
    stderr: "error: The properties file '/home/user/.wskprops' cannot be read: disk on fire\n",
  });
});

it('tells of an error that nobody foresaw', async () => {
  api.store('actions/a', { exec: { kind: 'nodejs:20', code: 'x' } });
  shell.files.writeNew = () => Promise.reject(new Error('disk on fire'));
  expect(await shell.wsk('action', 'get', 'a', '--save')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'error: disk on fire\n',
  });
});

/** The address of a port on which nobody listens any more. */
async function closedPort(): Promise<string> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
