import { privateMemory } from './process-tree';

/** What is watched. */
export interface WatchedMemory {
  readonly limitBytes: number;
  /** All processes that count. Costly to find, so asked for at every few looks only. */
  readonly members: () => Promise<number[]>;
  /** Called once, when the limit is passed. */
  readonly onExceeded: () => void;
}

const LOOKS_PER_SEARCH = 5;

/** Keeps the memory limit where no cgroup does it: adds up what the processes of a container hold. */
export class MemoryWatch {
  #members: number[] = [];
  #looks = 0;
  #exceeded = false;

  constructor(private readonly watched: WatchedMemory) {}

  get exceeded(): boolean {
    return this.#exceeded;
  }

  readonly look = (): void => {
    if (this.#exceeded) return;
    if (this.#looks++ % LOOKS_PER_SEARCH === 0) void this.#search();
    const bytes = this.#members.reduce((sum, pid) => sum + privateMemory(pid), 0);
    if (bytes <= this.watched.limitBytes) return;
    this.#exceeded = true;
    this.watched.onExceeded();
  };

  async #search(): Promise<void> {
    this.#members = await this.watched.members();
  }
}
