import { Fifo } from './fifo';

describe('Fifo', () => {
  it('gives what was pushed, in order, whatever the interleaving', () => {
    const fifo = new Fifo<number>();
    const taken: number[] = [];
    let pushed = 0;
    for (let round = 0; round < 500; round += 1) {
      for (let n = 0; n < round % 7; n += 1) fifo.push((pushed += 1));
      for (let n = 0; n < round % 5; n += 1) {
        const item = fifo.shift();
        if (item !== undefined) taken.push(item);
      }
      expect(fifo.length).toBe(pushed - taken.length);
    }
    while (fifo.length > 0) taken.push(fifo.shift() as number);
    expect(taken).toEqual(Array.from({ length: pushed }, (_, n) => n + 1));
    expect(fifo.shift()).toBeUndefined();
  });
});
