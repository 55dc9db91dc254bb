import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiClient, until } from './api';
import { freshFolder, removeFolder, startPlatform, type RunningPlatform } from './platform';
import { login, wskUser, type WskUser } from './wsk-command';

const manifest = `
project:
  name: shop
  packages:
    hello:
      version: 1.2
      public: true
      inputs:
        place: \${PLACE}
      annotations:
        owner: me
      actions:
        greet:
          function: src/greet.js
          web: true
          limits: { timeout: 5000, memorySize: 128 }
          inputs:
            name: { type: string, description: who, default: nobody }
            times: integer
        upper:
          function: src/upper.py
        packed:
          function: src/packed
          runtime: nodejs:default
          include:
            - [shared/*.js, lib]
          exclude: [notes, "*.md"]
        inline:
          runtime: nodejs:default
          code: |
            function main({ a = 1 }) { return { a: \`\${a}\` } }
      sequences:
        loud: { actions: "greet, upper" }
      triggers:
        arrived:
          inputs: { name: trigger }
        fed:
          feed: feeder
          inputs: { every: 5 }
      rules:
        on-arrival: { trigger: arrived, action: loud }
    default:
      dependencies:
        bound: { location: /_/hello, inputs: { place: elsewhere } }
      actions:
        feeder:
          runtime: nodejs:default
          code: |
            function main(args) {
              if (args.refuse) return { error: 'I refuse' };
              return args.lifecycleEvent === 'READ' ? { config: { name: 'x', namespace: 'y', every: 5 } } : { done: args.lifecycleEvent };
            }
`;

const greet = 'function main({ name, place }) { return { text: `hello ${name} in ${place}` } }';
const upper = 'def main(args):\n    return {"text": args["text"].upper()}\n';

/** A manifest with everything a project may have, against the running platform. */
describe('wsk project', () => {
  let platform: RunningPlatform;
  let folder: string;
  let user: WskUser;

  beforeAll(async () => {
    platform = await startPlatform();
    folder = freshFolder();
    user = wskUser(folder, { PLACE: 'town' });
    await login(user, platform);
    user.file('manifest.yaml', manifest);
    user.file('src/greet.js', greet);
    user.file('src/upper.py', upper);
    user.file('src/packed/index.js', "exports.main = () => ({ from: require('./lib/words').word })");
    user.file('src/packed/package.json', '{"main": "index.js"}');
    user.file('src/packed/notes/todo.txt', 'nothing');
    user.file('shared/words.js', "exports.word = 'archive'");
  });

  afterAll(async () => {
    await platform.stop();
    removeFolder(platform.dataFolder);
    removeFolder(folder);
  });

  const result = async (action: string, ...params: string[]): Promise<unknown> =>
    JSON.parse(await user.good('action', 'invoke', action, '-r', ...params));

  it('shows what it would do, and does nothing {cli-and-clients.4.31}', async () => {
    const preview = await user.good('project', 'deploy', '--preview');
    expect(preview).toMatch(/^Deployment plan of project shop:\n {2}package {2}hello, shared\n/);
    expect(preview).toContain('  action   hello/greet, nodejs:default from src/greet.js (web)\n');
    expect(preview).toContain('  sequence hello/loud, of /_/hello/greet, /_/hello/upper\n');
    expect(preview).toContain('  trigger  fed, fed by /_/feeder\n');
    expect(preview).toContain('  rule     on-arrival, from /_/arrived to /_/hello/loud\n');
    expect(await user.good('action', 'list')).toBe('actions\n');
  });

  it('deploys, twice with the same outcome {cli-and-clients.4.31}', async () => {
    for (let round = 0; round < 2; round += 1) {
      expect(await user.good('project', 'deploy')).toMatch(
        /ok: deployed package hello\nok: deployed binding bound\n(.*\n)+ok: deployed project shop, 11 parts\n$/,
      );
    }
    expect(await result('hello/greet')).toEqual({ text: 'hello nobody in town' });
    expect(await result('bound/greet')).toEqual({ text: 'hello nobody in elsewhere' });
    expect(await result('hello/packed')).toEqual({ from: 'archive' });
    expect(await result('hello/inline')).toEqual({ a: '1' });
    expect(await result('hello/loud')).toEqual({ text: 'HELLO NOBODY IN TOWN' });
    const api = apiClient(platform);
    expect((await api('GET', '/packages/hello')).json).toMatchObject({ publish: true });
    expect((await api('GET', '/actions/hello/greet')).json).toMatchObject({
      limits: { timeout: 5000, memory: 128 },
      parameters: expect.arrayContaining([
        { key: 'name', value: 'nobody' },
        { key: 'times', value: 0 },
      ]),
      annotations: expect.arrayContaining([{ key: 'web-export', value: true }]),
    });
    expect((await api('GET', '/triggers/fed')).json).toMatchObject({ parameters: [] });
  });

  it('lets the rule run what it deployed', async () => {
    await user.good('trigger', 'fire', 'arrived', '-p', 'name', 'event');
    const runs = await until(
      async () => (await apiClient(platform)('GET', '/activations?name=hello/upper&docs=true')).json,
      (found: { response: { result: { text: string } } }[]) =>
        found.some(({ response }) => response.result.text === 'HELLO EVENT IN TOWN'),
    );
    expect(runs.length).toBeGreaterThan(0);
  });

  it('takes values from the command line and from a deployment file', async () => {
    user.file(
      'deployment.yaml',
      'project:\n  name: shop\n  packages: { hello: { actions: { greet: { inputs: { name: deployment } } } } }\n',
    );
    await user.good('project', 'deploy');
    expect(await result('hello/greet')).toEqual({ text: 'hello deployment in town' });
    await user.good('project', 'deploy', '--param', 'name', 'flag', '--param', 'times', '7');
    expect(await result('hello/greet')).toEqual({ text: 'hello flag in town' });
    user.file('deployment.yaml', 'project:\n  name: other\n');
    expect(await user.wsk('project', 'deploy')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("is of project 'other', the manifest of project 'shop'"),
    });
    user.file('deployment.yaml', 'project:\n  name: shop\n');
  });

  it('takes a trigger away whose feed refuses', async () => {
    user.file(
      'refused.yaml',
      'packages: { default: { triggers: { unwanted: { feed: feeder, inputs: { refuse: yes } } } } }',
    );
    expect(
      await user.wsk('project', 'deploy', '--manifest', 'refused.yaml', '--deployment', 'deployment.yaml'),
    ).toMatchObject({
      code: 246,
      stderr: "error: Unable to deploy trigger 'unwanted': Unable to configure feed 'feeder': I refuse\n",
    });
    expect((await user.wsk('trigger', 'get', 'unwanted')).code).toBe(148);
  });

  it('syncs: deletes what the manifest has no longer, and nothing else {cli-and-clients.4.31}', async () => {
    await user.good('action', 'create', 'stranger', 'src/greet.js');
    await user.good('project', 'sync');
    user.file(
      'manifest.yaml',
      manifest.replace(/ {8}inline:[^]*?( {6}sequences:)/, '$1').replace(/ {6}rules:\n.*\n/, ''),
    );
    expect(await user.good('project', 'sync', '--preview')).toMatch(
      / {2}delete rule on-arrival\n {2}delete action hello\/inline\n$/,
    );
    expect(await user.good('project', 'sync')).toMatch(
      /ok: undeployed rule on-arrival\nok: undeployed action hello\/inline\nok: synced project shop, 9 parts\n$/,
    );
    expect((await user.wsk('action', 'get', 'hello/inline')).code).toBe(148);
    expect((await user.wsk('action', 'get', 'stranger')).code).toBe(0);
    const { json } = await apiClient(platform)('GET', '/actions/hello/greet');
    expect(json.annotations).toContainEqual({
      key: 'whisk-managed',
      value: {
        __OW_PROJECT_NAME: 'shop',
        __OW_PROJECT_HASH: expect.stringMatching(/^[0-9a-f]{64}$/),
        __OW_FILE: expect.stringMatching(/manifest\.yaml$/),
      },
    });
  });

  it('exports a manifest that deploys the same again {cli-and-clients.4.31}', async () => {
    expect(await user.good('project', 'export', '--projectname', 'shop', '--manifest', 'copy/manifest.yaml')).toMatch(
      /^ok: exported project shop to .*copy\/manifest\.yaml\n$/,
    );
    expect(readFileSync(join(folder, 'copy/actions/hello/greet.js'), 'utf8')).toBe(greet);
    expect(readFileSync(join(folder, 'copy/manifest.yaml'), 'utf8')).toContain('every: 5');
    expect(await user.good('project', 'undeploy', '--projectname', 'shop')).toMatch(
      /ok: undeployed package hello\nok: undeployed project shop\n$|ok: undeployed package bound\nok: undeployed project shop\n$/,
    );
    expect(await user.good('action', 'list')).toMatch(/^actions\n\S+stranger +private \S+\n$/);
    await user.good('project', 'sync', '--project', 'copy');
    expect(await result('hello/loud')).toEqual({ text: 'HELLO NOBODY IN TOWN' });
    expect(await result('bound/packed')).toEqual({ from: 'archive' });
  });

  it('undeploys in reverse order, and again without harm {cli-and-clients.4.31}', async () => {
    const first = await user.good('project', 'undeploy');
    expect(first).toMatch(
      /^ok: undeployed trigger fed\n(.*\n)*ok: undeployed binding bound\nok: undeployed package hello\nok: undeployed project shop, 9 parts\n$/,
    );
    expect(await user.good('project', 'undeploy')).toContain('ok: package hello was not there\n');
    expect(await user.good('list')).not.toMatch(/hello|arrived|fed/);
  });

  it('ends with an error that names the place', async () => {
    user.file('bad.yaml', 'packages: { p: { actions: { a: { function: missing.js } } } }');
    expect(await user.wsk('project', 'deploy', '--manifest', 'bad.yaml', '--deployment', 'deployment.yaml')).toEqual({
      code: 1,
      stdout: '',
      stderr: "error: packages.p.actions.a: 'missing.js' is no file with content and no folder\n",
    });
  });
});
