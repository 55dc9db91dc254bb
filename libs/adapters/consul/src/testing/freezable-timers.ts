import { systemTimers, type Timers } from '@whisker/entities';

/** Timers that stand still for a while, as those of a process that is stopped. */
export class FreezableTimers implements Timers {
  #held: (() => void)[] | undefined;

  after(ms: number, call: () => void): () => void {
    let cancelled = false;
    const due = () => {
      if (cancelled) return;
      if (this.#held) this.#held.push(due);
      else call();
    };
    const cancel = systemTimers.after(ms, due);
    return () => {
      cancelled = true;
      cancel();
    };
  }

  freeze(): void {
    this.#held ??= [];
  }

  thaw(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const due of held) due();
  }
}
