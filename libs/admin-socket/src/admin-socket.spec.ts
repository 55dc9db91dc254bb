import { Administration, type AdminCommand } from '@whisker/administration';
import { InMemorySubjectStore } from '@whisker/testing';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askAdministration, serveAdministration, SOCKET_FILE, type AdminSocket } from './index';

let folder: string;
let served: AdminSocket | undefined;
let faults: unknown[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whisker-admin-'));
  faults = [];
});

afterEach(async () => {
  await served?.close();
  served = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function serve(subjects = new InMemorySubjectStore(), at = folder) {
  served = await serveAdministration(at, new Administration({ subjects }), { onFault: (fault) => faults.push(fault) });
  return subjects;
}

const ask = (command: Record<string, unknown>, at = folder) =>
  askAdministration(at, command as unknown as AdminCommand);

/** Sends a body as it is. */
function post(body: string): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: join(folder, SOCKET_FILE), method: 'POST', agent: false }, (response) => {
      let text = '';
      response.on('data', (part: Buffer) => (text += part.toString()));
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
    asked.on('error', reject).end(body);
  });
}

describe('the administration on a socket', () => {
  it('does what it is asked', async () => {
    const subjects = await serve();
    const made = await ask({ command: 'user.create', subject: 'alice' });
    expect(made?.answer).toMatchObject({ subject: 'alice', namespace: 'alice' });
    expect(await subjects.get('alice')).toBeDefined();
    expect(await ask({ command: 'limits.get', namespace: 'alice' })).toEqual({ answer: null });
  });

  it('is for its owner only', async () => {
    await serve();
    expect(statSync(join(folder, SOCKET_FILE)).mode & 0o777).toBe(0o600);
  });

  it('passes on what is refused', async () => {
    await serve();
    await expect(ask({ command: 'user.get', subject: 'alice' })).rejects.toMatchObject({
      reason: 'missing',
      message: "there is no subject 'alice'.",
    });
    await expect(ask({ command: 'user.get' })).rejects.toMatchObject({ reason: 'invalid' });
  });

  it('says that the platform failed, and tells the platform', async () => {
    const subjects = await serve();
    subjects.list = () => Promise.reject(new Error('the store is down'));
    await expect(ask({ command: 'namespace.list' })).rejects.toThrow('failed: the store is down');
    expect(faults).toHaveLength(1);
  });

  it('is not there before, nor after, nor where a process left its socket', async () => {
    const command = { command: 'namespace.list' };
    expect(await ask(command)).toBeUndefined();
    await serve();
    expect(await ask(command)).toEqual({ answer: [] });
    await served?.close();
    expect(await ask(command)).toBeUndefined();
    writeFileSync(join(folder, SOCKET_FILE), '');
    expect(await ask(command)).toBeUndefined();
    await serve();
    expect(await ask(command)).toEqual({ answer: [] });
    expect(await ask(command, join(folder, 'nowhere'))).toBeUndefined();
  });

  it('works in a folder with a long path', async () => {
    const deep = join(folder, 'a'.repeat(120), 'b');
    mkdirSync(deep, { recursive: true });
    expect(await ask({ command: 'namespace.list' }, deep)).toBeUndefined();
    await serve(undefined, deep);
    expect(await ask({ command: 'namespace.list' }, deep)).toEqual({ answer: [] });
  });

  it('refuses what is no JSON, and what is too long', async () => {
    await serve();
    expect(await post('{"command":')).toMatchObject({
      status: 400,
      text: expect.stringContaining('must be JSON') as string,
    });
    const long = JSON.stringify({ command: 'user.get', subject: 'x'.repeat(70_000) });
    expect((await post(long)).text).toContain('at most 65536 bytes');
  });

  it('closes though somebody is connected', async () => {
    await serve();
    const open = connect(join(folder, SOCKET_FILE));
    await new Promise((resolve) => open.once('connect', resolve));
    const gone = new Promise((resolve) => open.once('close', resolve));
    await served?.close();
    await gone;
    expect(await ask({ command: 'namespace.list' })).toBeUndefined();
  });

  it('says so where there can be no socket', async () => {
    await expect(serve(undefined, join(folder, 'nowhere'))).rejects.toThrow();
  });
});
