import type { Readable } from 'node:stream';
import { LogText, type LogSource, type TimedLines, type Upto, type Waiters } from '@whisker/runtime-client';
import { Backoff } from './backoff';
import type { Daemon } from './daemon';
import { FrameReader } from './frames';

/** What V8 says when its heap is full stands within the last of what it writes, before a stack. */
const TAIL_BYTES = 32 * 1024;
/** How often a wait for a mark looks at the time, ms: news are told at once. */
const LOOK_MS = 250;

/** One stream of a container's output, as it arrives. */
class ArrivingText implements LogSource {
  lastOutput = 0;
  readonly #text: LogText;
  #tail: Buffer[] = [];
  #tailBytes = 0;

  constructor(name: 'stdout' | 'stderr', maxBytes: number) {
    this.#text = new LogText(name, maxBytes);
  }

  get hasMark(): boolean {
    return this.#text.hasMark;
  }

  /** End of what was written, whether it was taken or not. */
  get tail(): string {
    return Buffer.concat(this.#tail).toString();
  }

  append(bytes: Buffer, now: number): void {
    // Lines are in order of time, also if a clock was set back.
    this.lastOutput = Math.max(now, this.lastOutput);
    this.#text.append(bytes, this.lastOutput);
    this.#tail.push(bytes);
    this.#tailBytes += bytes.length;
    while (this.#tailBytes - (this.#tail[0]?.length ?? 0) >= TAIL_BYTES) {
      this.#tailBytes -= this.#tail.shift()?.length ?? 0;
    }
  }

  /** Some of it was not heard. */
  skipped(): void {
    this.#text.skipped();
  }

  take(upto: Upto, limitBytes: number): TimedLines {
    return this.#text.take(upto, limitBytes);
  }

  /** It comes by itself. */
  read(): number {
    return 0;
  }

  trim(): void {
    // Nothing to give back.
  }
}

/**
 * The output of a container, by a stream attached to it. If the daemon goes away while the container lives, it is
 * attached again; what was written meanwhile is in the daemon's log only, and the run that wrote it lacks its mark.
 */
export class AttachedOutput {
  readonly stdout: ArrivingText;
  readonly stderr: ArrivingText;
  readonly #daemon: Daemon;
  readonly #id: string;
  readonly #tasks = new Set<() => void>();
  readonly #closing = new AbortController();
  #stream: Readable | undefined;
  #ended: Promise<unknown> = Promise.resolve();

  /** @param id of the container */
  constructor(daemon: Daemon, id: string, maxBytes: number) {
    this.#daemon = daemon;
    this.#id = id;
    this.stdout = new ArrivingText('stdout', maxBytes);
    this.stderr = new ArrivingText('stderr', maxBytes);
  }

  /** Resolves when the stream that is attached now has ended. */
  get ended(): Promise<unknown> {
    return this.#ended;
  }

  /** Calls tasks when something arrived, and now and then. */
  readonly waiters: Waiters = {
    add: (task) => {
      const timer = setInterval(task, LOOK_MS);
      timer.unref();
      this.#timers.set(task, timer);
      this.#tasks.add(task);
    },
    delete: (task) => {
      clearInterval(this.#timers.get(task));
      this.#timers.delete(task);
      this.#tasks.delete(task);
    },
  };
  readonly #timers = new Map<() => void, NodeJS.Timeout>();

  /** Attaches; what the container writes from now on is heard. @throws DaemonError */
  async open(): Promise<void> {
    const container = this.#daemon.docker.getContainer(this.#id);
    const stream = (await this.#daemon.open('attach to a container', (options) =>
      container.attach({ stream: true, stdout: true, stderr: true, ...options }),
    )) as unknown as Readable;
    this.#stream = stream;
    if (this.#closing.signal.aborted) stream.destroy();
    const frames = new FrameReader((name, bytes) => this[name].append(bytes, Date.now()));
    stream.on('data', (chunk: Buffer) => {
      frames.read(chunk);
      for (const task of [...this.#tasks]) task();
    });
    stream.on('error', () => undefined);
    this.#ended = new Promise((resolve) => stream.once('close', resolve));
    void this.#ended.then(() => this.#attachAgain());
  }

  /** The container is gone, or of no more interest. */
  close(): void {
    this.#closing.abort();
    this.#stream?.destroy();
    for (const timer of this.#timers.values()) clearInterval(timer);
  }

  async #attachAgain(): Promise<void> {
    const backoff = new Backoff();
    for (;;) {
      await backoff.pause(this.#closing.signal);
      if (this.#closing.signal.aborted) return;
      try {
        await this.open();
        this.stdout.skipped();
        this.stderr.skipped();
        return;
      } catch {
        // The daemon is away, or the container is: that is told elsewhere, and ends this.
      }
    }
  }
}
