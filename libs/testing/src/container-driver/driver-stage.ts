import type { CallOptions, CollectedLogs, Container, ContainerSpec, RuntimeAnswer } from '@whisker/container-pool';
import { Json, type JsonObject } from '@whisker/entities';
import type { ContainerDriverUnderTest } from './container-driver-under-test';

/** Limits of a call that is not about limits. */
export const CALL: CallOptions = { timeout: 20_000, maxBytes: 1024 * 1024, truncation: 1024 };

/** Fields of a /run that is not about them. */
export const FIELDS = { namespace: 'guest', action_name: '/guest/tested', activation_id: 'a1', deadline: '0' };

/** Differences of an action from the usual. */
export interface ActionSetting extends Partial<ContainerSpec> {
  readonly env?: Readonly<Record<string, string>>;
}

/** The driver under test during one suite: makes containers and destroys them after each test. */
export class DriverStage {
  #current: ContainerDriverUnderTest | undefined;
  readonly #containers: Container[] = [];

  /** @param open opens the driver, once per suite */
  constructor(open: () => Promise<ContainerDriverUnderTest>) {
    beforeAll(async () => {
      this.#current = await open();
    }, 60_000);
    afterEach(() => this.#destroyAll());
    afterAll(() => this.#current?.driver.close());
  }

  get current(): ContainerDriverUnderTest {
    if (!this.#current) throw new Error('the driver is not open');
    return this.#current;
  }

  /** The kind of a language. */
  kind(language: 'nodejs' | 'python'): string {
    const kind = this.current.kinds[language];
    if (kind === undefined) throw new Error(`no kind for ${language}`);
    return kind;
  }

  async create(spec: Partial<ContainerSpec> = {}): Promise<Container> {
    const usual = { kind: this.kind('nodejs'), memoryMb: 256, concurrency: 1 };
    const container = await this.current.driver.create({ ...usual, ...spec });
    this.#containers.push(container);
    return container;
  }

  /** A container that runs this code. */
  async start(code: string, { env = {}, ...spec }: ActionSetting = {}): Promise<Container> {
    const container = await this.create(spec);
    const answer = await container.init({ name: 'tested', main: 'main', code, binary: false, env }, CALL);
    expect(answer).toMatchObject({ type: 'answered', status: 200 });
    return container;
  }

  async #destroyAll(): Promise<void> {
    await Promise.all(this.#containers.splice(0).map((container) => container.destroy()));
  }
}

/** One run. */
export function run(
  container: Container,
  value: JsonObject = {},
  options: Partial<CallOptions> = {},
): Promise<RuntimeAnswer> {
  return container.run(Json.of(value), FIELDS, { ...CALL, ...options });
}

/** The result of a run that has to succeed. */
export async function resultOf(container: Container, value: JsonObject = {}): Promise<JsonObject> {
  const answer = await run(container, value);
  if (answer.type !== 'answered' || answer.status !== 200) throw new Error(`the run failed: ${JSON.stringify(answer)}`);
  return JSON.parse(answer.body) as JsonObject;
}

/** Collected logs of one run. */
export function logsOf(container: Container, limitBytes = 1024 * 1024): Promise<CollectedLogs> {
  return container.collectLogs({ limitBytes, waitForMark: true });
}

/** Lines as `stream: text`. */
export function printed({ lines }: CollectedLogs): string[] {
  return lines.map(({ stream, text }) => `${stream}: ${text}`);
}
