import type {
  CallOptions,
  CollectedLogs,
  Container,
  ContainerSpec,
  InitRequest,
  RunFields,
  RuntimeAnswer,
  StreamedAnswer,
  StreamingCall,
} from '@whisker/container-pool';
import type { Json } from '@whisker/entities';
import type { Activity } from './activity';
import type { Reply } from './exchange';
import type { LogCollector } from './log-collector';
import { initBody, runBody } from './run-body';
import type { RuntimeClient } from './runtime-client';
import type { StreamedReply } from './streaming-run';

/** How a container ended. */
export interface ContainerEnd {
  readonly outOfMemory: boolean;
}

/** What the runtime of a container runs in: a process and its descendants, or a container of a daemon. */
export interface ContainerBody {
  /** Resolves when it ended, for whatever reason; never rejects. */
  readonly exit: Promise<ContainerEnd>;
  freeze(frozen: boolean): Promise<void>;
  /** Ends it with all that runs in it; resolves when it is gone. */
  kill(): Promise<void>;
}

/** What a container consists of. */
export interface ContainerParts {
  readonly id: string;
  readonly spec: ContainerSpec;
  readonly body: ContainerBody;
  readonly client: RuntimeClient;
  /** Sends the body of a /run that takes a stream for an answer. */
  readonly stream: (body: string, call: StreamingCall) => Promise<Reply | StreamedReply>;
  readonly logs: LogCollector;
  readonly activity: Activity;
  /** Gives back files and folders when the body is gone. */
  readonly release: () => void;
  /** How long the end of the body may take to be known after its connection broke, ms. Default 500. */
  readonly exitWithinMs?: number;
}

const EXIT_WITHIN_MS = 500;
const NO_LOGS: CollectedLogs = { lines: [], truncated: false, incomplete: true };

/** An action container whose runtime is reached over HTTP, whatever it runs in. */
export class RuntimeContainer implements Container {
  readonly id: string;
  readonly spec: ContainerSpec;
  readonly exited: Promise<ContainerEnd>;
  #destroyed: Promise<void> | undefined;
  #end: ContainerEnd | undefined;
  /** Runs that ended and whose logs were not asked for. */
  #uncollected = 0;
  readonly #parts: ContainerParts;

  constructor(parts: ContainerParts) {
    this.#parts = parts;
    this.id = parts.id;
    this.spec = parts.spec;
    this.exited = new Promise((resolve) => {
      void parts.body.exit.then((end) => this.#ended(end, resolve));
    });
    parts.activity.wake();
  }

  get lineRoom(): number {
    return this.#parts.client.lineRoom;
  }

  async init(request: InitRequest, options: CallOptions): Promise<RuntimeAnswer> {
    return this.#call(() => this.#parts.client.init(initBody(request), options));
  }

  async run(value: Json, fields: RunFields, options: CallOptions): Promise<RuntimeAnswer> {
    if (this.#end) return { type: 'not-run', ms: 0 };
    const answer = await this.#call(() => this.#parts.client.run(runBody(value, fields), options));
    if (answer.type !== 'not-run') this.#uncollected++;
    return answer;
  }

  async runStreaming(value: Json, fields: RunFields, call: StreamingCall): Promise<RuntimeAnswer | StreamedAnswer> {
    if (this.#end) return { type: 'not-run', ms: 0 };
    const answer = await this.#call(() => this.#parts.stream(runBody(value, fields), call));
    this.#uncollected++;
    return answer;
  }

  async collectLogs({ limitBytes, waitForMark }: { limitBytes: number; waitForMark: boolean }): Promise<CollectedLogs> {
    if (this.#destroyed) return NO_LOGS;
    const { activity, logs } = this.#parts;
    // With no other run to mind, whatever was written belongs to this one, even if the action printed marks itself.
    const alone = activity.calls === 0 && this.#uncollected <= 1;
    this.#uncollected = Math.max(0, this.#uncollected - 1);
    return logs.collect({
      limitBytes,
      waitForMark,
      upto: alone ? 'last-mark' : 'first-mark',
      idleSince: activity.idleSince,
    });
  }

  async pause(): Promise<void> {
    const { activity, body } = this.#parts;
    activity.rest();
    try {
      await body.freeze(true);
    } catch (error) {
      // It runs on, and is looked after again.
      if (!this.#end) activity.wake();
      throw error;
    }
  }

  async resume(): Promise<void> {
    await this.#parts.body.freeze(false);
    this.#parts.activity.wake();
  }

  destroy(): Promise<void> {
    this.#destroyed ??= this.#destroy();
    return this.#destroyed;
  }

  async #destroy(): Promise<void> {
    const { body, client, logs, activity, release } = this.#parts;
    activity.rest();
    client.close();
    await body.kill().catch(() => undefined);
    logs.end();
    await logs.settled();
    release();
  }

  #call(send: () => Promise<Reply>): Promise<RuntimeAnswer>;
  #call(send: () => Promise<Reply | StreamedReply>): Promise<RuntimeAnswer | StreamedAnswer>;
  async #call(send: () => Promise<Reply | StreamedReply>): Promise<RuntimeAnswer | StreamedAnswer> {
    const { activity } = this.#parts;
    if (this.#end) return { type: 'disconnected', ms: 0, outOfMemory: this.#end.outOfMemory };
    activity.begin();
    const reply = await send();
    activity.end();
    if (reply.type === 'disconnected') return { type: 'disconnected', ms: reply.ms, ...(await this.#explain()) };
    if (reply.type !== 'streamed') return reply;
    const { end } = reply;
    return { ...reply, end: end.type === 'disconnected' ? { ...end, ...(await this.#explain()) } : end };
  }

  /** Why a connection broke: known when the body has ended, which takes a moment longer. */
  async #explain(): Promise<ContainerEnd> {
    const { body, exitWithinMs = EXIT_WITHIN_MS } = this.#parts;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<ContainerEnd>((resolve) => {
      timer = setTimeout(() => resolve({ outOfMemory: false }), exitWithinMs);
    });
    const { outOfMemory } = await Promise.race([body.exit, late]);
    clearTimeout(timer);
    return { outOfMemory };
  }

  #ended(end: ContainerEnd, resolve: (end: ContainerEnd) => void): void {
    this.#end = end;
    if (this.#destroyed) return;
    const { body, client, logs, activity } = this.#parts;
    activity.rest();
    logs.end();
    client.close();
    // What the proxy started must not outlive it.
    void body.kill().catch(() => undefined);
    resolve(end);
  }
}
