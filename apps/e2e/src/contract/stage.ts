import { apiClient, type ApiAnswer } from '../api';
import { removeFolder, startPlatform, type RunningPlatform, type StartOptions } from '../platform';
import { breakSubjects, overwriteDocument, readDocument } from './data-folder';
import { world, type Provocation } from './requests';
import type { Operation } from './swagger';

type Kind = 'usual' | NonNullable<Provocation['platform']>;

const OPERATOR = { CONFIG_whisk_controller_username: 'operator', CONFIG_whisk_controller_password: 'secret' };
const STRANGER = `${'0'.repeat(36)}:${'k'.repeat(64)}`;

/** Platforms in the states that certain answers need, each started when it is first asked for. */
export class Stage {
  readonly #platforms = new Map<Kind, Promise<RunningPlatform>>();
  #activationId = '';

  /** Sends what provokes an answer. */
  async send(operation: Operation, provocation: Provocation): Promise<ApiAnswer> {
    const platform = await this.#platform(provocation.platform ?? 'usual');
    const api = apiClient(platform);
    for (const [method, path, body] of provocation.first ?? []) await api(method, path, body);
    const { query, body, headers = {}, anonymous = false } = provocation;
    const target = `/${this.#pathOf(operation, provocation)}${query === undefined ? '' : `?${query}`}`;
    const authorization = anonymous ? { authorization: '' } : credentials(provocation.platform);
    return api(operation.method, target, body, { ...authorization, ...headers });
  }

  async stop(): Promise<void> {
    for (const starting of this.#platforms.values()) {
      const platform = await starting;
      await platform.stop();
      removeFolder(platform.dataFolder);
    }
  }

  #pathOf({ path, parameters }: Operation, { path: given = {} }: Provocation): string {
    const standard: Readonly<Record<string, string>> = {
      namespace: path.includes('/web/') ? 'guest' : '_',
      actionName: 'a',
      packageName: 'p',
      ruleName: 'r',
      triggerName: 't',
      secretName: 's',
      activationid: this.#activationId,
      extension: 'json',
    };
    const names = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
    return names.reduce(
      (made, name) => made.replace(`{${name}}`, encodeURIComponent(given[name] ?? standard[name] ?? name)),
      path,
    );
  }

  #platform(kind: Kind): Promise<RunningPlatform> {
    const started = this.#platforms.get(kind) ?? this.#start(kind);
    this.#platforms.set(kind, started);
    return started;
  }

  async #start(kind: Kind): Promise<RunningPlatform> {
    const platform = await startPlatform({ env: environments[kind] ?? {} });
    const api = apiClient(platform);
    for (const [path, body] of world) await expectOk(api('PUT', path, body));
    if (kind === 'usual') {
      const { json } = await expectOk(api('POST', '/actions/a?blocking=true', {}));
      this.#activationId = json.activationId;
    }
    if (kind === 'broken') breakSubjects(platform.dataFolder);
    if (kind === 'disabled')
      await expectOk(api('POST', '//disable', undefined, { authorization: basic('operator:secret') }));
    return kind === 'legacy' ? withCircle(platform) : platform;
  }
}

/** As an older platform may have left it: a package that is bound to itself. */
async function withCircle(platform: RunningPlatform): Promise<RunningPlatform> {
  const { dataFolder } = platform;
  await expectOk(apiClient(platform)('PUT', '/packages/circle', {}));
  await platform.stop();
  const document = JSON.parse(readDocument(dataFolder, 'guest/circle')) as object;
  const circle = { ...document, binding: { namespace: 'guest', name: 'circle' } };
  overwriteDocument(dataFolder, 'guest/circle', JSON.stringify(circle));
  return startPlatform({ dataFolder });
}

const environments: Readonly<Partial<Record<Kind, StartOptions['env']>>> = {
  throttled: { LIMITS_ACTIONS_INVOKES_PERMINUTE: '0', LIMITS_TRIGGERS_FIRES_PERMINUTE: '0' },
  disabled: OPERATOR,
};

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

/** A broken platform still remembers its owner; whom it has to look up shows the fault. */
function credentials(kind: Provocation['platform']): Readonly<Record<string, string>> {
  return kind === 'broken' ? { authorization: basic(STRANGER) } : {};
}

async function expectOk(asking: Promise<ApiAnswer>): Promise<ApiAnswer> {
  const answer = await asking;
  if (answer.status !== 200) throw new Error(`not 200 but ${answer.status}: ${answer.text}`);
  return answer;
}
