/** Fakes for specs of the pool and of its users. @module */
export { answerOf, FakeContainer } from './fake-container';
export { FakeDriver, type FakeBehaviour } from './fake-driver';
export { Gate, type HeldCall } from './gate';
export { ManualClock, ManualTimers, settle } from './manual-time';
export { observe, type Observed } from './observed';
export { poolOnFakes, type LoggedLine, type PoolOnFakes, type RequestWish } from './pool-on-fakes';
