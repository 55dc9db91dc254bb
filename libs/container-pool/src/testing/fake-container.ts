import type { Json } from '@whisker/entities';
import type {
  CallOptions,
  CollectedLogs,
  Container,
  ContainerSpec,
  InitRequest,
  RunFields,
  RuntimeAnswer,
} from '../container';
import type { FakeDriver } from './fake-driver';

/** An answer with status 200. */
export function answerOf(body: string, ms = 1): RuntimeAnswer {
  return { type: 'answered', status: 200, body, size: Buffer.byteLength(body), ms };
}

/** A container without a process. It checks that it is used as the port says; see {@link FakeDriver.violations}. */
export class FakeContainer implements Container {
  readonly id: string;
  readonly spec: ContainerSpec;
  readonly exited: Promise<{ readonly outOfMemory: boolean }>;
  /** Inits it was asked for. */
  readonly inits: InitRequest[] = [];
  /** Runs it was asked for. */
  readonly runs: { readonly value: Json; readonly fields: RunFields }[] = [];
  /** What was done to it, in order: `pause`, `resume`, `destroy`. */
  readonly operations: string[] = [];
  /** Runs it takes beyond its concurrency. */
  lineRoom = 0;
  paused = false;
  destroyed = false;
  readonly #driver: FakeDriver;
  #running = 0;
  #operation: string | undefined;
  #exit: (end: { readonly outOfMemory: boolean }) => void = () => undefined;

  constructor(id: string, spec: ContainerSpec, driver: FakeDriver) {
    this.id = id;
    this.spec = spec;
    this.#driver = driver;
    this.exited = new Promise((resolve) => (this.#exit = resolve));
  }

  async init(request: InitRequest, options: CallOptions): Promise<RuntimeAnswer> {
    if (this.inits.length > 0) this.#violated('init twice');
    if (this.paused) this.#violated('init while paused');
    this.inits.push(request);
    return this.#driver.behaviour.init(request, this, options);
  }

  async run(value: Json, fields: RunFields, options: CallOptions): Promise<RuntimeAnswer> {
    if (this.inits.length === 0) this.#violated('run before init');
    if (this.paused || this.#operation === 'pause') this.#violated('run while paused');
    if (this.#running >= this.spec.concurrency + this.lineRoom) this.#violated('more runs than its concurrency');
    this.runs.push({ value, fields });
    this.#running += 1;
    try {
      return await this.#driver.behaviour.run(value, fields, this, options);
    } finally {
      this.#running -= 1;
    }
  }

  async collectLogs(options: { readonly limitBytes: number; readonly waitForMark: boolean }): Promise<CollectedLogs> {
    return this.#driver.behaviour.logs(this, options);
  }

  pause(): Promise<void> {
    if (this.#running > 0) this.#violated('pause during a run');
    return this.#operate('pause', async () => {
      await this.#driver.pauses.pass(this.id);
      this.paused = true;
    });
  }

  resume(): Promise<void> {
    return this.#operate('resume', async () => {
      await this.#driver.resumes.pass(this.id);
      this.paused = false;
    });
  }

  destroy(): Promise<void> {
    if (this.destroyed) this.#violated('destroy twice');
    return this.#operate('destroy', async () => {
      await this.#driver.destroys.pass(this.id);
      this.destroyed = true;
      this.#exit({ outOfMemory: false });
    });
  }

  /** Ends by itself, as a crashed runtime does. */
  exit(outOfMemory = false): void {
    this.#exit({ outOfMemory });
  }

  async #operate(name: string, body: () => Promise<void>): Promise<void> {
    if (this.#operation !== undefined) this.#violated(`${name} during ${this.#operation}`);
    if (this.destroyed) this.#violated(`${name} after destroy`);
    this.#operation = name;
    this.operations.push(name);
    try {
      await body();
    } finally {
      this.#operation = undefined;
    }
  }

  #violated(what: string): void {
    this.#driver.violations.push(`${this.id}: ${what}`);
  }
}
