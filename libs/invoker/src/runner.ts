import {
  ContainerError,
  PoolRefusal,
  type CallOptions,
  type ContainerPool,
  type Lease,
  type LeaseOutcome,
} from '@whisker/container-pool';
import type { Clock, Identity } from '@whisker/entities';
import type { EntityStore } from '@whisker/entity-store';
import type { ActivationMessage } from '@whisker/messages';
import type { Ran } from './activation-record';
import type { ArgumentOpener } from './argument-opener';
import * as classify from './classify';
import { classifyStream } from './classify-stream';
import { failureTexts } from './failure-texts';
import type { InvokerLog } from './invoker-options';
import { journalEntry } from './journal-entry';
import { NO_LOGS, type LogCollection } from './log-collection';
import { logMask, type LogMask } from './log-mask';
import type { RunJournal } from './run-journal';
import { initEnvironment, poolActionFor, runFields } from './run-request';
import { callOptionsFor, containerShareOf, type Runnable } from './runnable';
import type { RunnableCache } from './runnable-cache';
import { StreamedRuns, type StreamedRunsOptions } from './streamed-run';

export interface RunnerOptions extends StreamedRunsOptions {
  readonly pool: Pick<ContainerPool, 'acquire' | 'acquireNow'>;
  readonly entities: Pick<EntityStore, 'readCode'>;
  readonly journal: Pick<RunJournal, 'started'>;
  readonly actions: Pick<RunnableCache, 'load' | 'forget'>;
  readonly opener: Pick<ArgumentOpener, 'open'>;
  readonly logs: LogCollection;
  readonly initExit: classify.InitExit;
  readonly apiKeyOf: (caller: Identity) => Promise<string | undefined>;
  readonly apiHost?: string;
  readonly clock: Clock;
  readonly log: InvokerLog;
  /** Told the result of a blocking call before its logs are collected. Absent: nobody wants it early. */
  readonly onResult?: (message: ActivationMessage, ran: Ran) => void;
}

/** Containers an activation is given, one after the other, while they turn out to be shutting down. */
const MAX_ATTEMPTS = 3;

/** An activation on its way through one or more attempts. */
interface Job {
  /** With its arguments in the clear. */
  message: ActivationMessage;
  /** Another one if the action was changed meanwhile. */
  runnable: Runnable;
  apiKey: string | undefined;
  /** Stand for the arguments that were sealed. */
  tokens: ReadonlyMap<string, string> | undefined;
  mask: LogMask | undefined;
  journalled: boolean;
}

/** What was measured of an attempt so far. */
interface Progress {
  start: number;
  initMs: number | undefined;
  runMs: number | undefined;
  /** /run was sent, or is about to be. */
  running: boolean;
  /** What the container is after it. */
  container: LeaseOutcome;
}

/** Runs an activation in a container (design section 3, hops 6 to 8). */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #runs: StreamedRuns;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#runs = new StreamedRuns(options);
  }

  /** Never rejects: whatever happens is an outcome. The container is given back before it resolves. */
  async run(message: ActivationMessage, runnable: Runnable): Promise<Ran> {
    const job: Job = {
      ...{ message, runnable },
      ...{ apiKey: undefined, tokens: undefined, mask: undefined, journalled: false },
    };
    if (runnable.wantsApiKey || message.sealed) {
      const failure = await this.#equip(job);
      if (failure) return this.#notRun(job, failure);
    }
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const ran = await this.#attempt(job, attempt > 0);
      if (ran) return ran;
    }
    return this.#notRun(job, classify.internalError(failureTexts.notProvisioned));
  }

  /** Fetches what the message does not carry: the API key, the values of sealed arguments. @returns why it cannot be had */
  async #equip(job: Job): Promise<classify.Outcome | undefined> {
    const { message, runnable } = job;
    const { apiKeyOf, opener } = this.#options;
    try {
      if (runnable.wantsApiKey) job.apiKey = await apiKeyOf(message.caller);
    } catch (fault) {
      return this.#provisionFault(message, fault);
    }
    if (!message.sealed) return undefined;
    const opened = await opener.open(message);
    if ('failure' in opened) return opened.failure;
    job.message = { ...message, content: opened.content };
    job.tokens = opened.tokens;
    job.mask = logMask(opened.secrets);
    return undefined;
  }

  /** @returns undefined if the activation is to be placed again */
  async #attempt(job: Job, notInLine: boolean): Promise<Ran | undefined> {
    const { pool } = this.#options;
    const journal = this.#beginJournal(job);
    let lease: Lease;
    try {
      const request = {
        namespace: job.message.caller.namespace.name,
        action: poolActionFor(job.runnable, job.message, job.tokens),
        spec: job.runnable.spec,
        deadline: job.message.startBy,
        ...((notInLine || job.runnable.streams) && { notInLine: true }),
        ...containerShareOf(job.runnable, job.message.caller),
      };
      lease = pool.acquireNow(request) ?? (await pool.acquire(request));
    } catch (fault) {
      // What is journalled must be struck off again, so it must be known by now.
      await journal?.catch(() => undefined);
      return this.#notRun(job, this.#provisionFault(job.message, fault));
    }
    const progress: Progress = { start: 0, initMs: undefined, runMs: undefined, running: false, container: 'unused' };
    try {
      // Durable before the container is told anything: what started must never be started again.
      await (journal ?? this.#journal(job));
      progress.container = 'destroy';
      return await this.#useContainer(job, lease, progress);
    } catch (fault) {
      return this.#notRun(job, this.#provisionFault(job.message, fault));
    } finally {
      lease.release(progress.container, progress.runMs);
    }
  }

  /**
   * The journal of a run that somebody waits for is begun before it has a container, so that the container does not wait
   * for it. Should this process die meanwhile, such a run is not made up for: nobody waits any more.
   */
  #beginJournal(job: Job): Promise<void> | undefined {
    if (!job.message.blocking) return undefined;
    const journal = this.#journal(job);
    journal.catch(() => undefined); // told to whoever awaits it
    return journal;
  }

  async #journal(job: Job): Promise<void> {
    if (job.journalled) return;
    await this.#options.journal.started(journalEntry(job.message, this.#options.clock()));
    job.journalled = true;
  }

  async #useContainer(job: Job, lease: Lease, progress: Progress): Promise<Ran | undefined> {
    const { clock, logs, onResult } = this.#options;
    const outcome = await this.#call(job, lease, progress);
    if (!outcome) return undefined;
    if (outcome.reusable === true) progress.container = 'keep';
    const told = onResult !== undefined && job.message.blocking && job.runnable.logBytes > 0;
    const ran: Ran = {
      runnable: job.runnable,
      outcome,
      start: progress.start,
      end: clock(),
      initMs: progress.initMs,
      runMs: progress.runMs,
      startKind: lease.start,
      containerMs: lease.containerMs,
      logs: NO_LOGS,
      journalled: job.journalled,
      told,
    };
    if (told) onResult(job.message, ran);
    const { lines, ended } = await logs.collect(lease.container, { runnable: job.runnable, outcome, mask: job.mask });
    if (outcome.reusable === 'once-ended' && ended) progress.container = 'keep';
    return lines.length === 0 ? ran : { ...ran, logs: lines };
  }

  /** /init if needed, then /run. @returns undefined if the container is shutting down or the action was changed */
  async #call(job: Job, lease: Lease, progress: Progress): Promise<classify.Outcome | undefined> {
    const options = callOptionsFor(job.runnable, job.message.caller);
    progress.start = this.#options.clock();
    try {
      if (lease.needsInit) {
        const verdict = await this.#init(job, lease, { options, progress });
        if (verdict !== 'ready') {
          lease.initFailed();
          return verdict === 'place-again' ? undefined : verdict;
        }
      }
      return await this.#run(job, lease, { options, progress });
    } catch (fault) {
      if (lease.needsInit && !progress.running) lease.initFailed();
      return progress.running ? this.#runFault(job.message, fault) : this.#provisionFault(job.message, fault);
    }
  }

  async #init(job: Job, lease: Lease, { options, progress }: Call): Promise<classify.InitVerdict> {
    const { message, runnable, apiKey } = job;
    const { exec, name } = runnable.action;
    let code: string | undefined;
    if (exec.type === 'code' || exec.hasCode) {
      code = await this.#options.entities.readCode(name, runnable.revision);
      if (code === undefined) return this.#codeGone(job);
    }
    progress.start = this.#options.clock();
    const env = initEnvironment(
      { message, runnable, apiKey, deadline: progress.start + options.timeout },
      this.#options.apiHost,
    );
    const request = { name: name.name, main: exec.main ?? 'main', code, binary: exec.binary, env };
    const answer = await lease.container.init(request, options);
    progress.initMs = answer.ms;
    const verdict = classify.classifyInit(answer, options, this.#options.initExit);
    if (verdict === 'ready') lease.initialised(answer.ms);
    return verdict;
  }

  async #run(
    { message, runnable, apiKey }: Job,
    lease: Lease,
    { options, progress }: Call,
  ): Promise<classify.Outcome | undefined> {
    progress.running = true;
    const begun = lease.needsInit ? this.#options.clock() : progress.start;
    const fields = runFields({ message, runnable, apiKey, deadline: begun + options.timeout });
    const answer = await this.#runs.send({ container: lease.container, message, fields, options });
    progress.runMs = answer.ms;
    if (answer.type === 'streamed')
      return classifyStream(answer, { ...options, maxStreamBytes: this.#options.maxStreamBytes });
    if (answer.type === 'not-run') progress.container = 'unused';
    // In a container's own line the run begins at its turn.
    if (lease.inLine) progress.start += Math.max(0, Math.floor(this.#options.clock() - begun - answer.ms));
    const verdict = classify.classifyRun(answer, options);
    return verdict === 'place-again' ? undefined : verdict;
  }

  /** The action was changed or deleted after it was read; what is stored now is run instead. */
  async #codeGone(job: Job): Promise<classify.InitVerdict> {
    const { actions } = this.#options;
    actions.forget(job.runnable);
    const fetched = await actions.load(job.message.action);
    if ('failure' in fetched) return fetched.failure;
    if (fetched.runnable.revision === job.runnable.revision) return classify.internalError(failureTexts.notFetched);
    job.runnable = fetched.runnable;
    return 'place-again';
  }

  #provisionFault({ activationId }: ActivationMessage, fault: unknown): classify.Outcome {
    // A full pool says so for every activation it refuses, and an unusable image is its user's affair.
    const expected = fault instanceof PoolRefusal || (fault instanceof ContainerError && fault.fault === 'user');
    if (!expected) this.#options.log.error('activation not provisioned', { activationId, fault });
    return classify.classifyProvisionFault(fault);
  }

  #runFault({ activationId }: ActivationMessage, fault: unknown): classify.Outcome {
    this.#options.log.error('container failed during a run', { activationId, fault });
    return classify.classifyRunFault(fault);
  }

  #notRun({ runnable, journalled }: Job, outcome: classify.Outcome): Ran {
    const now = this.#options.clock();
    return {
      runnable,
      outcome,
      start: now,
      end: now,
      initMs: undefined,
      runMs: undefined,
      startKind: undefined,
      containerMs: 0,
      logs: NO_LOGS,
      journalled,
      told: false,
    };
  }
}

interface Call {
  readonly options: CallOptions;
  readonly progress: Progress;
}
