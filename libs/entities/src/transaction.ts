import { randomPool } from './random-pool';

/** One request on its way through the platform; every log line and message about it carries the id. */
export interface Transaction {
  readonly id: string;
  /** When the request was received, epoch ms. */
  readonly start: number;
  /** The caller asked for the record to be kept whatever the settings say (`X-OW-EXTRA-LOGGING: on`). */
  readonly extraLogging?: boolean;
}

const nextBytes = randomPool(24);

/** 32 random letters and digits. */
export function newTransactionId(): string {
  return nextBytes().toString('base64').replaceAll('+', 'x').replaceAll('/', 'y');
}
