import type { Json } from '@whisker/entities';
import type {
  CallOptions,
  CollectedLogs,
  ContainerDriver,
  ContainerSpec,
  InitRequest,
  RunFields,
  RuntimeAnswer,
} from '../container';
import { answerOf, FakeContainer } from './fake-container';
import { Gate } from './gate';

/** How the containers of a fake driver answer. */
export interface FakeBehaviour {
  init(request: InitRequest, container: FakeContainer, options: CallOptions): RuntimeAnswer | Promise<RuntimeAnswer>;
  run(
    value: Json,
    fields: RunFields,
    container: FakeContainer,
    options: CallOptions,
  ): RuntimeAnswer | Promise<RuntimeAnswer>;
  logs(
    container: FakeContainer,
    options: { readonly limitBytes: number; readonly waitForMark: boolean },
  ): CollectedLogs | Promise<CollectedLogs>;
}

const echo: FakeBehaviour = {
  init: () => answerOf('{"OK":true}'),
  run: (value) => answerOf(value.text),
  logs: () => ({ lines: [], truncated: false, incomplete: false }),
};

/**
 * A driver without processes, for specs. By default every operation succeeds at once, /init answers 200 and /run
 * answers its own value; change `behaviour`, or hold and fail operations by their {@link Gate}:
 *
 * ```ts
 * driver.creates.hold();            // create() waits ...
 * driver.creates.held[0]?.finish(); // ... until the test says so
 * driver.resumes.failNext(new Error('no'));
 * ```
 */
export class FakeDriver implements ContainerDriver {
  readonly kinds: readonly string[];
  readonly creates = new Gate();
  readonly pauses = new Gate();
  readonly resumes = new Gate();
  readonly destroys = new Gate();
  /** All containers ever created, oldest first. */
  readonly containers: FakeContainer[] = [];
  /** Breaches of the port's rules by its user; a spec expects none. */
  readonly violations: string[] = [];
  behaviour: FakeBehaviour;
  closed = false;
  /** Calls of `create`, failed ones included. */
  createCalls = 0;

  constructor(options: { readonly kinds?: readonly string[]; readonly behaviour?: Partial<FakeBehaviour> } = {}) {
    this.kinds = options.kinds ?? ['nodejs:20', 'python:3', 'blackbox'];
    this.behaviour = { ...echo, ...options.behaviour };
  }

  /** Those not destroyed. */
  get alive(): readonly FakeContainer[] {
    return this.containers.filter(({ destroyed }) => !destroyed);
  }

  async create(spec: ContainerSpec): Promise<FakeContainer> {
    this.createCalls += 1;
    await this.creates.pass(spec.kind);
    const container = new FakeContainer(`fake-${this.containers.length + 1}`, spec, this);
    this.containers.push(container);
    return container;
  }

  async cleanUp(): Promise<void> {}

  async close(): Promise<void> {
    this.closed = true;
  }
}
