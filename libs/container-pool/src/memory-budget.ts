/** Memory not yet spoken for, during one pass over the waiting line. */
export class MemoryBudget {
  /** MB */
  free: number;
  /** About to be freed by removals in progress, MB. */
  coming: number;

  constructor(free: number, coming: number) {
    this.free = free;
    this.coming = coming;
  }

  get total(): number {
    return this.free + this.coming;
  }

  /** Keeps `mb` for a request that has to wait for it anyway; of what comes first, so that others can have what is there. */
  reserve(mb: number): void {
    const ofComing = mb <= this.free ? 0 : Math.min(mb, this.coming);
    this.coming -= ofComing;
    this.free -= mb - ofComing;
  }
}
