import { randomFillSync } from 'node:crypto';

const DRAWN_AT_ONCE = 256;

/** Random bytes in slices of one size, drawn from the system many at a time: an id then costs well under a microsecond. */
export function randomPool(size: number): () => Buffer {
  const pool = Buffer.alloc(size * DRAWN_AT_ONCE);
  let used = pool.length;
  return () => {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    used += size;
    return pool.subarray(used - size, used);
  };
}
