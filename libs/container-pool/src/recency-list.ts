import type { PooledContainer } from './pooled-container';

/**
 * Containers by recency. The links are in the containers (each is in one list at most), so that taking and giving back
 * a hot container moves pointers and allocates nothing.
 */
export class RecencyList {
  newest: PooledContainer | undefined;
  oldest: PooledContainer | undefined;

  /** Puts it in front; takes it out of the list it was in. */
  add(container: PooledContainer): void {
    if (this.newest === container) return;
    container.list?.remove(container);
    container.list = this;
    container.older = this.newest;
    if (this.newest) this.newest.newer = container;
    else this.oldest = container;
    this.newest = container;
  }

  /** Takes out a container of this list. */
  remove(container: PooledContainer): void {
    const { newer, older } = container;
    if (newer) newer.older = older;
    else this.newest = older;
    if (older) older.newer = newer;
    else this.oldest = newer;
    container.list = undefined;
    container.newer = undefined;
    container.older = undefined;
  }

  /** Oldest first. The one just returned may be taken out. */
  *[Symbol.iterator](): Generator<PooledContainer> {
    for (let container = this.oldest; container;) {
      const following = container.newer;
      yield container;
      container = following;
    }
  }
}
