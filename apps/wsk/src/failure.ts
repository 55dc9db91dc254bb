/** Exit codes with a meaning of their own; an API failure has its HTTP status modulo 256 instead. */
export const exitCodes = {
  success: 0,
  general: 1,
  usage: 2,
  network: 3,
  notAllowed: 149,
  notFinished: 202,
  applicationError: 246,
} as const;

/** A command that cannot be done: the sentence for standard error and the exit code of the process. */
export class Failure extends Error {
  override readonly name: string = 'Failure';

  constructor(
    message: string,
    readonly exitCode: number,
    /** Whether the user is pointed at the help; for commands that were typed wrongly. */
    readonly pointsToHelp = false,
  ) {
    super(message);
  }
}

/** The exchange with the API went wrong, not what the user typed or set. */
export class ExchangeFailure extends Failure {
  override readonly name: string = 'ExchangeFailure';
}

/** An answer of the API outside 2xx. */
export class ApiFailure extends ExchangeFailure {
  override readonly name = 'ApiFailure';

  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message, status % 256);
  }
}

/** The outcome has been printed already; only the exit code is left to deliver. */
export class AlreadyReported extends Failure {
  override readonly name = 'AlreadyReported';

  constructor(exitCode: number) {
    super('', exitCode);
  }
}

/** The command was typed wrongly. */
export function usageFailure(message: string): Failure {
  return new Failure(message, exitCodes.usage, true);
}

/**
 * Awaits `work`; when the exchange with the API goes wrong, says in front of the reason what could not be done.
 * The exit code stays. Other errors pass unchanged.
 */
export async function explained<T>(sentence: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ExchangeFailure)) throw error;
    throw new Failure(`${sentence}: ${error.message}`, error.exitCode);
  }
}
