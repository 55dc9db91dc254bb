import { ActionRecord } from './action-record';

describe('what is learned of an action', () => {
  it('counts arrivals', () => {
    const record = new ActionRecord({ namespace: 'guest', action: 'guest/hello' }, 5);
    record.arrived(5);
    record.arrived(9);
    expect(record).toMatchObject({ arrivals: 2, firstArrival: 5, lastArrival: 9 });
  });

  it('averages times, the first as it is', () => {
    const record = new ActionRecord({ namespace: 'guest', action: 'guest/hello' }, 0);
    record.initialised(100);
    record.created(50);
    expect(record).toMatchObject({ inits: 1, initMs: 100, createMs: 50 });
    record.initialised(200);
    record.created(50);
    expect(record).toMatchObject({ inits: 2, initMs: 130, createMs: 50 });
  });
});
