import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { apiClient, until, type ApiClient } from './api';
import { freshFolder, removeFolder, startPlatform, workspace, type RunningPlatform } from './platform';
import { runWsk } from './wsk-process';

const ALARM = '/whisk.system/alarms/alarm';
const EVERY_SECOND = '*/1 * * * * *';
const ECHO = { exec: { kind: 'nodejs:default', code: 'function main(args) { return args }' } };

/** A trigger `name` with a rule that runs the action `name`, whose records tell how often it was fired. */
async function givenRule(api: ApiClient, name: string): Promise<void> {
  for (const [path, body] of [
    [`/actions/${name}-run`, ECHO],
    [`/triggers/${name}`, {}],
    [`/rules/${name}-rule`, { trigger: `/_/${name}`, action: `/_/${name}-run` }],
  ] as const) {
    expect((await api('PUT', `${path}?overwrite=true`, body)).status).toBe(200);
  }
}

interface Run {
  readonly start: number;
  readonly response: { readonly result: Record<string, unknown> };
}

/** The runs of the rule's action, the oldest first. */
async function runsOf(api: ApiClient, name: string): Promise<Run[]> {
  const { json } = await api('GET', `/activations?name=${name}-run&limit=200&docs=true`);
  return (json as Run[]).toSorted((a, b) => a.start - b.start);
}

const someRuns = (api: ApiClient, name: string, count: number, withinMs = 30_000) =>
  until(
    () => runsOf(api, name),
    (runs) => runs.length >= count,
    withinMs,
  );

/** The second each run belongs to. */
const secondsOf = (runs: readonly Run[]) => runs.map(({ start }) => Math.floor(start / 1000));

describe('feeds of the system', () => {
  let platform: RunningPlatform;
  let api: ApiClient;
  const wsk = (...args: string[]) => runWsk(platform, args);
  const ask = (feed: string, body: object) =>
    api('POST', `//api/v1/namespaces/whisk.system/actions/${feed}?blocking=true&result=true`, {
      authKey: platform.auth,
      ...body,
    });

  beforeAll(async () => {
    platform = await startPlatform();
    api = apiClient(platform);
  });

  afterAll(async () => {
    await platform.stop();
    removeFolder(platform.dataFolder);
  });

  it('an alarm with seconds fires a rule, and stops when it is deleted {feeds.2.1}', async () => {
    await api('PUT', '/actions/tick-run', ECHO);
    const created = await wsk('trigger', 'create', 'tick', '-f', ALARM, '-p', 'cron', EVERY_SECOND);
    expect([created.code, created.stderr]).toEqual([0, '']);
    expect((await wsk('rule', 'create', 'tick-rule', 'tick', 'tick-run')).code).toBe(0);
    const [first] = await someRuns(api, 'tick', 3);
    expect(first?.response.result).toMatchObject({ payload: '' });
    const shown = await wsk('trigger', 'get', 'tick');
    expect(JSON.parse(shown.stdout.slice(shown.stdout.indexOf('{'))).response.result).toMatchObject({
      config: { name: 'tick', namespace: 'guest', cron: EVERY_SECOND, strict: false, payload: { payload: '' } },
      status: { active: true },
    });
    expect((await wsk('trigger', 'delete', 'tick')).stdout).toContain('ok: deleted trigger tick\n');
    const read = await ask('alarms/alarm', { lifecycleEvent: 'READ', triggerName: '/_/tick' });
    expect(read.json).toEqual({ error: expect.anything() });
  });

  it('is refused with the words of the feed, and leaves no trigger behind', async () => {
    const { code, stderr } = await wsk('trigger', 'create', 'bad', '-f', ALARM, '-p', 'cron', 'not a cron');
    expect(code).toBe(246);
    expect(stderr).toContain("Unable to create trigger 'bad': Unable to configure feed");
    expect(stderr).toContain("cron pattern 'not a cron' is not valid");
    expect((await api('GET', '/triggers/bad')).status).toBe(404);
  });

  it('once fires once, and deletes the trigger and its rules {feeds.2.2}', async () => {
    await givenRule(api, 'single');
    const date = Date.now() + 2000;
    const made = await ask('alarms/once', {
      lifecycleEvent: 'CREATE',
      triggerName: '/_/single',
      date,
      trigger_payload: { now: 1 },
      deleteAfterFire: 'rules',
    });
    expect(made.json).toEqual({ status: 'success' });
    const [run] = await someRuns(api, 'single', 1);
    expect(run?.response.result).toMatchObject({ now: 1 });
    expect(run?.start).toBeGreaterThanOrEqual(date);
    const gone = (path: string) =>
      until(
        () => api('GET', path),
        ({ status }) => status === 404,
      );
    await gone('/triggers/single');
    await gone('/rules/single-rule');
    expect(await runsOf(api, 'single')).toHaveLength(1);
  });

  it('an interval fires at its start {feeds.2.3}', async () => {
    await givenRule(api, 'pace');
    const startDate = Date.now() + 1500;
    const triggerName = '/_/pace';
    const made = await ask('alarms/interval', { lifecycleEvent: 'CREATE', triggerName, minutes: 1, startDate });
    expect(made.json).toEqual({ status: 'success' });
    await someRuns(api, 'pace', 1);
    const { json } = await ask('alarms/interval', { lifecycleEvent: 'READ', triggerName });
    expect(json.config).toMatchObject({ minutes: 1, startDate });
    await ask('alarms/interval', { lifecycleEvent: 'DELETE', triggerName });
  });

  it('disables a trigger that was deleted without its feed', async () => {
    await givenRule(api, 'orphan');
    const triggerName = '/_/orphan';
    await ask('alarms/alarm', { lifecycleEvent: 'CREATE', triggerName, cron: EVERY_SECOND });
    await api('DELETE', '/rules/orphan-rule');
    await api('DELETE', '/triggers/orphan');
    await new Promise((resolve) => setTimeout(resolve, 2500));
    await api('PUT', '/triggers/orphan', {});
    const { json } = await ask('alarms/alarm', { lifecycleEvent: 'READ', triggerName });
    expect(json.status).toMatchObject({
      active: false,
      reason: {
        kind: 'AUTO',
        statusCode: 404,
        message: 'Trigger automatically disabled: Received a 404 status code when firing the trigger',
      },
    });
    const again = await ask('alarms/alarm', { lifecycleEvent: 'UPDATE', triggerName, cron: EVERY_SECOND });
    expect(again.json).toEqual({ status: 'success' });
    expect((await ask('alarms/alarm', { lifecycleEvent: 'READ', triggerName })).json.status).toMatchObject({
      active: true,
    });
    await ask('alarms/alarm', { lifecycleEvent: 'DELETE', triggerName });
  });

  it('refuses who has no key of the trigger', async () => {
    await api('PUT', '/triggers/mine?overwrite=true', {});
    const authKey = platform.auth.replace(/.$/, (last) => (last === 'x' ? 'y' : 'x'));
    const { json } = await ask('alarms/alarm', {
      lifecycleEvent: 'CREATE',
      triggerName: '/_/mine',
      cron: EVERY_SECOND,
      authKey,
    });
    expect(json.error).toEqual({ error: 'Trigger authentication request failed.' });
  });

  it('keeps the address and the key of the provider from callers', async () => {
    expect((await api('GET', '//api/v1/namespaces/whisk.system/packages/alarmsWeb')).status).toBe(403);
    const stolen = await api('POST', '//api/v1/web/whisk.system/alarmsWeb/alarmWebAction', {
      triggerName: '/_/mine',
      provider: 'http://127.0.0.1:9',
    });
    expect(stolen.status).toBe(400);
  });

  it('fires on each change of a database', async () => {
    const database = await ChangingDatabase.start();
    try {
      await givenRule(api, 'changed');
      const triggerName = '/_/changed';
      const access = { ...database.access, dbname: 'db', username: 'u', password: 'p' };
      database.change('before');
      const made = await ask('cloudant/changes', { lifecycleEvent: 'CREATE', triggerName, ...access });
      expect(made.json).toEqual({ status: 'success' });
      for (const id of ['a', 'b', 'c']) database.change(id);
      const runs = await someRuns(api, 'changed', 3);
      expect(runs.map(({ response }) => response.result)).toMatchObject(
        ['a', 'b', 'c'].map((id) => ({ id, dbname: 'db', changes: [{ rev: '1-x' }] })),
      );
      const { json } = await ask('cloudant/changes', { lifecycleEvent: 'READ', triggerName });
      expect(json.config).toMatchObject({ dbname: 'db', host: '127.0.0.1', since: '4' });
      await ask('cloudant/changes', { lifecycleEvent: 'DELETE', triggerName });
    } finally {
      await database.close();
    }
  });

  it('utils and samples run, also in sequences and through bindings', async () => {
    const invoke = (action: string, body: object) =>
      api('POST', `//api/v1/namespaces/whisk.system/actions/${action}?blocking=true&result=true`, body);
    expect((await invoke('utils/namespace', {})).json).toEqual({ namespace: 'guest' });
    expect((await invoke('samples/helloPromises', { name: 'you', place: 'here' })).json).toEqual({
      lines: ['Hello,', 'you', 'from', 'here!'],
    });
    await api('PUT', '/actions/first?overwrite=true', {
      exec: { kind: 'sequence', components: ['/whisk.system/utils/split', '/whisk.system/utils/sort'] },
    });
    const sorted = await api('POST', '/actions/first?blocking=true&result=true', { payload: 'b\na' });
    expect(sorted.json).toEqual({ lines: ['a', 'b'], length: 2 });
  });
});

describe('alarms whose provider is killed', () => {
  it('miss no second and fire none twice, in the platform’s own process', async () => {
    const dataFolder = freshFolder();
    const env = { WHISKER_MISSED_ALARMS: '100' };
    try {
      let platform = await startPlatform({ dataFolder, env });
      let api = apiClient(platform);
      await givenRule(api, 'kept');
      const { json } = await api('POST', '//api/v1/namespaces/whisk.system/actions/alarms/alarm?blocking=true', {
        lifecycleEvent: 'CREATE',
        triggerName: '/_/kept',
        authKey: platform.auth,
        cron: EVERY_SECOND,
      });
      expect(json.response.success).toBe(true);
      for (const seen of [2, 6]) {
        await someRuns(api, 'kept', seen, 60_000);
        await platform.kill();
        platform = await startPlatform({ dataFolder, env });
        api = apiClient(platform);
      }
      await caughtUp(api, 'kept', json.end);
      await platform.stop();
    } finally {
      removeFolder(dataFolder);
    }
  }, 180_000);

  it('miss no second and fire none twice, in a process of their own', async () => {
    const platform = await startPlatform();
    const folder = freshFolder();
    const api = apiClient(platform);
    let provider = await startFeeds(platform, folder);
    try {
      await givenRule(api, 'apart');
      const made = await provider.ask('alarms', 'post', { triggerName: '/guest/apart', cron: EVERY_SECOND });
      expect(made).toEqual({ status: 200, body: { status: 'success' } });
      const since = Date.now();
      for (const seen of [2, 6]) {
        await someRuns(api, 'apart', seen, 60_000);
        await provider.kill();
        provider = await startFeeds(platform, folder);
      }
      await caughtUp(api, 'apart', since);
    } finally {
      await provider.kill();
      await platform.stop();
      removeFolder(folder);
      removeFolder(platform.dataFolder);
    }
  }, 180_000);
});

/** Waits until there is a run for each second since the first one, then looks that there are no more than that. */
async function caughtUp(api: ApiClient, name: string, since: number): Promise<void> {
  const perSecond = (runs: readonly Run[]) => {
    const first = secondsOf(runs)[0] ?? 0;
    return Math.floor(Date.now() / 1000) - first + 1;
  };
  const runs = await until(
    () => runsOf(api, name),
    (present) => present.length >= 10 && present.length >= perSecond(present) - 1,
    60_000,
  );
  // A fire that was on its way when the clock was read may be one more.
  expect(runs.length).toBeLessThanOrEqual(perSecond(runs) + 1);
  expect(runs[0]?.start).toBeGreaterThanOrEqual(since - 1000);
}

interface FeedProcess {
  ask(feed: string, method: string, body: object): Promise<{ status: number; body: unknown }>;
  kill(): Promise<void>;
}

/** The provider in a process of its own, firing at a platform. */
async function startFeeds({ apihost, auth }: RunningPlatform, folder: string): Promise<FeedProcess> {
  const key = 'a key for this test only';
  const child = spawn(process.execPath, [join(workspace, 'dist/feeds/main.cjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      WHISKER_APIHOST: apihost,
      WHISKER_FEEDS_KEY: key,
      WHISKER_FEEDS_PORT: '0',
      WHISKER_FEEDS_DATA: folder,
      WHISKER_MISSED_ALARMS: '100',
    },
  });
  const { url } = JSON.parse(await firstOutput(child)) as { url: string };
  return {
    async ask(feed, method, body) {
      const answer = await fetch(`${url}/feeds/${feed}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify({ method, authKey: auth, ...body }),
      });
      return { status: answer.status, body: await answer.json() };
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function firstOutput(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', (part: Buffer) => resolve(part.toString()));
    child.once('exit', (code) => reject(new Error(`the feed provider ended with code ${code}`)));
  });
}

/** A database of CouchDB's protocol that knows `_changes` by long poll, and nothing else. */
class ChangingDatabase {
  readonly #ids: string[] = [];
  readonly #waiting = new Set<() => void>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<ChangingDatabase> {
    const server = createServer();
    const database = new ChangingDatabase(server);
    server.on('request', (request, response) => database.#serve(new URL(request.url ?? '', 'http://db'), response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return database;
  }

  get access() {
    return { protocol: 'http', host: '127.0.0.1', port: (this.server.address() as AddressInfo).port };
  }

  change(id: string): void {
    this.#ids.push(id);
    for (const wake of this.#waiting) wake();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #serve({ searchParams }: URL, response: ServerResponse): void {
    const asked = searchParams.get('since');
    const since = asked === 'now' ? this.#ids.length : Number(asked);
    const answer = () => {
      this.#waiting.delete(answer);
      const results = this.#ids
        .slice(since)
        .map((id, at) => ({ id, seq: `${since + at + 1}`, changes: [{ rev: '1-x' }] }));
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ results, last_seq: `${this.#ids.length}`, pending: 0 }));
    };
    if (searchParams.get('feed') !== 'longpoll' || since < this.#ids.length) return answer();
    this.#waiting.add(answer);
    response.once('close', () => this.#waiting.delete(answer));
  }
}
