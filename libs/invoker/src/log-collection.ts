import type { CollectedLogs, Container, LogLine } from '@whisker/container-pool';
import { activationStatus, type Clock } from '@whisker/entities';
import type { Outcome } from './classify';
import { logTexts } from './failure-texts';
import { formatLine } from './log-format';
import type { LogMask } from './log-mask';
import type { Runnable } from './runnable';

export const NO_LOGS: readonly string[] = [];
/** What a run wrote. */
export interface RunLogs {
  /** As its record has them. */
  readonly lines: readonly string[];
  /** The runtime marked the end of the activation: it has ended, whatever was heard of it. */
  readonly ended: boolean;
}

const NOT_COLLECTED: CollectedLogs = { lines: [], truncated: false, incomplete: true };

/** Whose logs are collected. */
export interface LoggedRun {
  readonly runnable: Runnable;
  readonly outcome: Outcome;
  /** Hides what must not stand in logs. */
  readonly mask: LogMask | undefined;
}

export interface LogCollectionOptions {
  readonly clock: Clock;
  /** Tell after every developer error that data might be missing. */
  readonly developerErrorRemark: boolean;
}

/** Collects what an action wrote during one run. */
export class LogCollection {
  readonly #options: LogCollectionOptions;

  constructor(options: LogCollectionOptions) {
    this.#options = options;
  }

  /**
   * The logs of a run. Never rejects: a failing collection is told in the logs.
   *
   * The end marks are waited for only if the runtime is known to write them and is still there to do so. With
   * overlapping runs in one container the lines cannot be told apart: each run has what was written since the last
   * collection.
   */
  async collect(container: Container, { runnable, outcome, mask }: LoggedRun): Promise<RunLogs> {
    const limitBytes = runnable.logBytes;
    // With a limit of 0 nothing is kept, but what was written must not pile up in the container's buffers.
    const waitForMark = limitBytes > 0 && runnable.marksLogs && outcome.answered;
    let collected: CollectedLogs;
    try {
      collected = await container.collectLogs({ limitBytes, waitForMark });
    } catch {
      collected = NOT_COLLECTED;
    }
    const ended = waitForMark && !collected.incomplete;
    if (limitBytes === 0) return { lines: NO_LOGS, ended };
    const developerError = outcome.status === activationStatus.developerError;
    const shown = mask ? { ...collected, lines: collected.lines.map((line) => masked(line, mask)) } : collected;
    return { lines: this.#print(shown, limitBytes, developerError && this.#options.developerErrorRemark), ended };
  }

  #print(
    { lines, truncated, incomplete }: CollectedLogs,
    limitBytes: number,
    developerError: boolean,
  ): readonly string[] {
    if (lines.length === 0 && !truncated && !incomplete && !developerError) return NO_LOGS;
    const logs = lines.map(formatLine);
    if (truncated) logs.push(this.#remark(logTexts.truncated(limitBytes)));
    if (incomplete) logs.push(this.#remark(logTexts.incomplete));
    if (developerError) logs.push(this.#remark(logTexts.developerError));
    return logs;
  }

  #remark(text: string): string {
    return formatLine({ time: this.#options.clock(), stream: 'stderr', text });
  }
}

function masked(line: LogLine, mask: LogMask): LogLine {
  return { ...line, text: mask(line.text) };
}
