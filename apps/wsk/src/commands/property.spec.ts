import { FakeApi } from '../testing/fake-api';
import { Shell } from '../testing/shell';

let api: FakeApi;
let shell: Shell;

beforeAll(async () => {
  api = await FakeApi.start();
});
afterAll(() => api.close());
beforeEach(() => {
  api.reset();
  api.script('GET ', { status: 200, body: { build: '2024-01-02', buildno: '7' } });
  shell = new Shell();
});

describe('property set', () => {
  it.each([
    [['--auth', 'a:b'], 'AUTH=a:b\n', "ok: whisk auth set. Run 'wsk property get --auth' to see the new value.\n"],
    [['-u', 'a:b'], 'AUTH=a:b\n', "ok: whisk auth set. Run 'wsk property get --auth' to see the new value.\n"],
    [['--apihost', 'h:1'], 'APIHOST=h:1\n', 'ok: whisk API host set to h:1\n'],
    [['--apiversion', 'v2'], 'APIVERSION=v2\n', 'ok: whisk API version set to v2\n'],
    [['--cert', 'c.pem'], 'CERT=c.pem\n', "ok: client cert set. Run 'wsk property get --cert' to see the new value.\n"],
    [['--key', 'k.pem'], 'KEY=k.pem\n', "ok: client key set. Run 'wsk property get --key' to see the new value.\n"],
  ])('%p writes %p {cli-and-clients.4.24, cli-and-clients.5.16}', async (words, properties, stdout) => {
    expect(await shell.wsk('property', 'set', ...words)).toEqual({ code: 0, stdout, stderr: '' });
    expect(shell.properties).toBe(properties);
  });

  it('keeps what else the file says', async () => {
    shell.properties = '# mine\nAPIHOST=old\nNAMESPACE=x\n';
    await shell.wsk('property', 'set', '--apihost', 'new', '--auth', 'a:b', '-i');
    expect(shell.properties).toBe('# mine\nAPIHOST=new\nNAMESPACE=x\nAUTH=a:b\n');
  });

  it('writes to the file that the environment names', async () => {
    shell.env['WSK_CONFIG_FILE'] = '/etc/wsk';
    await shell.wsk('property', 'set', '--auth', 'a:b');
    expect(shell.files.contents.get('/etc/wsk')?.toString()).toBe('AUTH=a:b\n');
  });

  it.each([
    [['--apihost', ''], 1, 'The API host is not valid: An API host must be provided.'],
    [['--auth', 'a=b'], 2, "The value of --auth cannot be kept: it holds a '=' or a line end."],
  ])('refuses %p', async (words, code, message) => {
    const outcome = await shell.wsk('property', 'set', ...words);
    expect(outcome).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(`error: ${message}\n`) });
    expect(shell.properties).toBeUndefined();
  });

  it('tells that the file cannot be written', async () => {
    shell.files.writePrivate = () => Promise.reject(new Error('read-only disk'));
    expect(await shell.wsk('property', 'set', '--auth', 'a:b')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'error: Unable to write the properties file: read-only disk\n',
    });
  });

  it('writes no file where nothing is given', async () => {
    expect(await shell.wsk('property', 'set')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(shell.properties).toBeUndefined();
  });
});

describe('property unset', () => {
  it('takes away, and says what then counts {cli-and-clients.4.25, cli-and-clients.5.17}', async () => {
    shell.properties = 'AUTH=a:b\nAPIHOST=h\nAPIVERSION=v2\nCERT=c\nKEY=k\nNAMESPACE=_\n';
    const flags = ['--auth', '--apihost', '--apiversion', '--cert', '--key'];
    expect((await shell.wsk('property', 'unset', ...flags)).stdout).toBe(
      [
        'ok: whisk auth unset.',
        'ok: whisk API host unset.',
        'ok: whisk API version unset; the default value of v1 will be used.',
        'ok: client cert unset.',
        'ok: client key unset.',
        '',
      ].join('\n'),
    );
    expect(shell.properties).toBe('NAMESPACE=_\n');
  });
});

describe('property get', () => {
  beforeEach(() => {
    shell.properties = `AUTH=a:b\nAPIHOST=${api.host}\nCERT=\nKEY=\n`;
  });

  it.each([[[]], [['--all']]])(
    '%p shows everything {cli-and-clients.4.26, cli-and-clients.5.18, cli-and-clients.1.4}',
    async (words) => {
      const { code, stdout } = await shell.wsk('property', 'get', ...words);
      expect([code, stdout]).toEqual([
        0,
        [
          'client cert\t\t',
          'Client key\t\t',
          'whisk auth\t\ta:b',
          `whisk API host\t\t${api.host}`,
          'whisk API version\tv1',
          'whisk namespace\t\t_',
          'whisk CLI version\tdevelopment',
          'whisk API build\t\t2024-01-02',
          'whisk API build number\t7',
          '',
        ].join('\n'),
      ]);
      expect(api.requests[0]?.headers.authorization).toBeUndefined();
    },
  );

  it.each([
    ['--auth', 'whisk auth\t\ta:b\n'],
    ['--apiversion', 'whisk API version\tv1\n'],
    ['--namespace', 'whisk namespace\t\t_\n'],
    ['--apibuildno', 'whisk API build number\t7\n'],
  ])('%s shows one {cli-and-clients.4.26, cli-and-clients.5.18}', async (flag, stdout) => {
    expect(await shell.wsk('property', 'get', flag)).toEqual({ code: 0, stdout, stderr: '' });
  });

  it('shows values alone {cli-and-clients.4.26, cli-and-clients.5.18}', async () => {
    expect((await shell.wsk('property', 'get', '--auth', '-o', 'raw')).stdout).toBe('a:b\n');
    expect(await shell.wsk('property', 'get', '--auth', '-o', 'xml')).toMatchObject({ code: 2 });
  });

  it('does not ask the API for what it knows', async () => {
    await shell.wsk('property', 'get', '--auth', '--apihost');
    expect(api.requests).toEqual([]);
  });

  it('shows what counts: flags before the command, then the environment', async () => {
    shell.env['WHISK_AUTH'] = 'env:env';
    expect((await shell.wsk('property', 'get', '--auth', '-o', 'raw')).stdout).toBe('env:env\n');
    expect((await shell.wsk('-u', 'flag:flag', 'property', 'get', '--auth', '-o', 'raw')).stdout).toBe('flag:flag\n');
  });

  it('fails without a host, but shows the rest', async () => {
    shell.properties = '';
    const { code, stdout, stderr } = await shell.wsk('property', 'get');
    expect([code, stderr]).toEqual([
      1,
      'error: Unable to obtain API build information: The API host is not valid: An API host must be provided.\n',
    ]);
    expect(stdout).toContain('whisk API build\t\tUnknown\nwhisk API build number\tUnknown\n');
  });
});
