/** What has become of a promise so far. */
export interface Observed<T> {
  readonly state: 'pending' | 'fulfilled' | 'rejected';
  readonly value?: T;
  readonly error?: unknown;
}

/** Looks at a promise without waiting for it; its rejection counts as handled. */
export function observe<T>(promise: Promise<T>): Observed<T> {
  const observed: { -readonly [K in keyof Observed<T>]: Observed<T>[K] } = { state: 'pending' };
  promise.then(
    (value) => Object.assign(observed, { state: 'fulfilled', value }),
    (error: unknown) => Object.assign(observed, { state: 'rejected', error }),
  );
  return observed;
}
