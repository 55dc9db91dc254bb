/** Starts a repeated call and returns what stops it. */
export type Repeat = (task: () => void, periodMs: number) => () => void;

const repeatUnreferenced: Repeat = (task, periodMs) => {
  const timer = setInterval(task, periodMs);
  timer.unref();
  return () => clearInterval(timer);
};

/**
 * One timer shared by all containers. It runs only while there are tasks and never keeps the process alive.
 * Adding and deleting are cheap enough for every run: the timer stops at the first tick without tasks, not before.
 */
export class Ticker {
  readonly #tasks = new Set<() => void>();
  #stop: (() => void) | undefined;

  constructor(
    private readonly periodMs: number,
    private readonly repeat: Repeat = repeatUnreferenced,
  ) {}

  add(task: () => void): void {
    this.#tasks.add(task);
    this.#stop ??= this.repeat(() => this.#tick(), this.periodMs);
  }

  delete(task: () => void): void {
    this.#tasks.delete(task);
  }

  /** Forgets all tasks. */
  stop(): void {
    this.#tasks.clear();
    this.#stop?.();
    this.#stop = undefined;
  }

  #tick(): void {
    if (this.#tasks.size === 0) return this.stop();
    for (const task of this.#tasks) task();
  }
}
