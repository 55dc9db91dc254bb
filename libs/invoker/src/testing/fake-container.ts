import type {
  CallOptions,
  CollectedLogs,
  Container,
  ContainerSpec,
  InitRequest,
  LogLine,
  RunFields,
  RuntimeAnswer,
} from '@whisker/container-pool';
import type { Json } from '@whisker/entities';

export const answered = (body: string, status = 200): RuntimeAnswer => ({
  type: 'answered',
  status,
  body,
  size: Buffer.byteLength(body),
  ms: 5,
});
export const tooLarge = (body: string, size: number, status = 200): RuntimeAnswer => ({
  type: 'too-large',
  status,
  body,
  size,
  ms: 5,
});
export const timedOut: RuntimeAnswer = { type: 'timed-out', ms: 1000 };
export const disconnected = (outOfMemory = false): RuntimeAnswer => ({ type: 'disconnected', ms: 5, outOfMemory });

export const logLine = (text: string, stream: LogLine['stream'] = 'stdout', time = 1_704_164_645_123): LogLine => ({
  time,
  stream,
  text,
});

export const noLogs: CollectedLogs = { lines: [], truncated: false, incomplete: false };

type Script<T> = T | Error | (() => T | Promise<T>);

async function perform<T>(script: Script<T>): Promise<T> {
  if (script instanceof Error) throw script;
  return typeof script === 'function' ? (script as () => T | Promise<T>)() : script;
}

/** A container that answers as the test says, and notes what it is asked. */
export class FakeContainer implements Container {
  readonly exited = new Promise<{ outOfMemory: boolean }>(() => undefined);
  initAnswer: Script<RuntimeAnswer> = answered('{"ok":true}');
  runAnswer: Script<RuntimeAnswer> = answered('{}');
  /** How runs that take a stream are answered; unset: this driver passes none on. */
  runStreaming?: NonNullable<Container['runStreaming']>;
  logs: Script<CollectedLogs> = noLogs;
  readonly inits: { readonly request: InitRequest; readonly options: CallOptions }[] = [];
  readonly runs: { readonly value: Json; readonly fields: RunFields; readonly options: CallOptions }[] = [];
  readonly collections: { readonly limitBytes: number; readonly waitForMark: boolean }[] = [];

  constructor(
    readonly id: string,
    readonly spec: ContainerSpec,
  ) {}

  async init(request: InitRequest, options: CallOptions): Promise<RuntimeAnswer> {
    this.inits.push({ request, options });
    return perform(this.initAnswer);
  }

  async run(value: Json, fields: RunFields, options: CallOptions): Promise<RuntimeAnswer> {
    this.runs.push({ value, fields, options });
    return perform(this.runAnswer);
  }

  async collectLogs(options: { readonly limitBytes: number; readonly waitForMark: boolean }): Promise<CollectedLogs> {
    this.collections.push(options);
    return perform(this.logs);
  }

  async pause(): Promise<void> {}
  async resume(): Promise<void> {}
  async destroy(): Promise<void> {}
}
