import { randomBytes } from 'node:crypto';

/** An implementation of a port, opened for one test. */
export interface PortUnderTest<T> {
  readonly subject: T;
  close(): Promise<void>;
  /**
   * Closes the subject and opens another one on the same data, as a restart of the process does; `close` then closes
   * that one. Absent: the implementation keeps nothing of its own.
   */
  readonly reopen?: () => Promise<T>;
}

/** Opens an implementation for one test. What earlier tests left may still be there: contracts use names of their own. */
export type OpenPort<T> = () => Promise<PortUnderTest<T>>;

/** The implementation under test, opened before and closed after each test. */
export interface Bench<T> {
  readonly subject: T;
  /** As after a restart. Where nothing is kept, the subject as it is. */
  reopen(): Promise<T>;
}

/** Declares opening and closing around each test. */
export function openForEach<T>(open: OpenPort<T>): Bench<T> {
  let current: PortUnderTest<T> | undefined;
  let reopened: T | undefined;
  beforeEach(async () => {
    current = await open();
    reopened = undefined;
  });
  afterEach(async () => {
    await current?.close();
  });
  const opened = (): PortUnderTest<T> => current as PortUnderTest<T>;
  return {
    get subject() {
      return reopened ?? opened().subject;
    },
    async reopen() {
      reopened = (await opened().reopen?.()) ?? opened().subject;
      return reopened;
    },
  };
}

/** A name no other test uses. */
export function uniqueName(prefix = 'ns'): string {
  return `${prefix}-${randomBytes(6).toString('hex')}`;
}

/** A random id as activations have. */
export function uniqueId(): string {
  return randomBytes(16).toString('hex');
}

const DEADLINE_MS = 5_000;
const STEP_MS = 5;

/**
 * Waits until `holds` is true: at once where it is true already, else by asking again. For what a port lets happen a
 * little later only.
 * @throws Error naming `what` after five seconds
 */
export async function eventually(what: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`not within ${DEADLINE_MS} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
}
