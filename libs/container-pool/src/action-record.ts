import type { ActionStats } from './policies/action-stats';

/** Weight of the newest value in a moving average. */
const NEWEST = 0.3;

/** A run up to this long is short, ms. */
const SHORT_RUN_MS = 5;
/** After one that took longer than this no run is expected to be short, ms. */
const LONG_RUN_MS = 50;
/** Weight of the newest run where one run is not to weigh much. */
const NEWEST_RUN = 1 / 16;

/** Learns the {@link ActionStats} of one action. */
export class ActionRecord implements ActionStats {
  readonly namespace: string;
  readonly action: string;
  arrivals = 0;
  readonly firstArrival: number;
  lastArrival: number;
  inits = 0;
  initMs = 0;
  createMs = 0;
  runMs: number | undefined;
  shortShare = 0;
  steadyRunMs = 0;
  memoryMb = 0;

  constructor(name: { readonly namespace: string; readonly action: string }, now: number) {
    this.namespace = name.namespace;
    this.action = name.action;
    this.firstArrival = now;
    this.lastArrival = now;
  }

  /** What to expect of the next run, ms: one that was held up is not to start further containers. */
  get expectedRunMs(): number | undefined {
    return this.runMs === undefined ? undefined : Math.min(this.runMs, this.steadyRunMs);
  }

  arrived(now: number): void {
    this.arrivals += 1;
    this.lastArrival = now;
  }

  initialised(ms: number): void {
    this.inits += 1;
    this.initMs = average(this.initMs, ms);
  }

  ran(ms: number): void {
    this.steadyRunMs = this.steadyRunMs === 0 ? ms : this.steadyRunMs + (ms - this.steadyRunMs) * NEWEST_RUN;
    if (ms > LONG_RUN_MS) this.shortShare = 0;
    else this.shortShare += ((ms <= SHORT_RUN_MS ? 1 : 0) - this.shortShare) * NEWEST_RUN;
    this.runMs = this.runMs === undefined ? ms : this.runMs + (ms - this.runMs) * NEWEST;
  }

  created(ms: number): void {
    this.createMs = average(this.createMs, ms);
  }
}

/** A moving average and its next value; 0 stands for none. */
export function average(known: number, newest: number): number {
  return known === 0 ? newest : known + (newest - known) * NEWEST;
}
