import type { Activation } from '@whisker/entities';
import type { Lease as MemberLease } from '@whisker/membership';
import type { Delivery, Feed } from '@whisker/message-bus';
import { invokerTopic, type ActivationMessage } from '@whisker/messages';
import { Acknowledger } from './acknowledger';
import { ArgumentOpener } from './argument-opener';
import { fallbackRecord, runRecord, timingsOf, type Ran } from './activation-record';
import { internalError, refusedRun, type Outcome } from './classify';
import { failureTexts } from './failure-texts';
import { settingsOf, type InvokerOptions, type InvokerSettings } from './invoker-options';
import { LogCollection } from './log-collection';
import { Recorder } from './recorder';
import { Recovery } from './recovery';
import type { RunTimings } from './run-observer';
import { overLimitFor } from './runnable';
import { RunnableCache } from './runnable-cache';
import { Runner } from './runner';

/** Takes activations from its topic, runs each once, stores its record and tells its controller (design section 3, hops 6 to 10). */
export class Invoker {
  readonly #settings: InvokerSettings;
  readonly #actions: RunnableCache;
  readonly #runner: Runner;
  readonly #recorder: Recorder;
  readonly #acknowledger: Acknowledger;
  readonly #recovery: Recovery;
  #feed: Feed | undefined;
  #membership: MemberLease | undefined;

  constructor(options: InvokerOptions) {
    const settings = settingsOf(options);
    const { storePolicy: policy, number: invoker, cachedActions: capacity, log, recordBeforeAck } = settings;
    this.#settings = settings;
    this.#acknowledger = new Acknowledger({ ...settings, invoker });
    this.#recorder = new Recorder({ ...settings, policy });
    this.#recovery = new Recovery({ ...settings, recorder: this.#recorder, acknowledger: this.#acknowledger });
    this.#actions = new RunnableCache({ ...settings, capacity, onFault: (text, details) => log.error(text, details) });
    this.#runner = new Runner({
      ...settings,
      actions: this.#actions,
      opener: new ArgumentOpener(settings),
      maxStreamBytes: settings.limits.streamedBody,
      logs: new LogCollection(settings),
      ...(!recordBeforeAck && { onResult: (message: ActivationMessage, ran: Ran) => this.#tellEarly(message, ran) }),
    });
  }

  /** Records what an earlier process left unfinished, takes work, joins the members. */
  async start(): Promise<void> {
    const { bus, membership, number, bootId, userMemory, tags, capacity } = this.#settings;
    await this.#recovery.endInterruptedRuns();
    this.#feed = await bus.consume(invokerTopic(number), { capacity }, (delivery) => this.#handle(delivery));
    const member = { role: 'invoker' as const, id: String(number), bootId, invoker: { number, userMemory, tags } };
    this.#membership = await membership.join(member);
  }

  /**
   * Leaves the members, takes no more work and waits until what was taken is done, at most until `deadline` (epoch ms).
   * @returns true if everything is done
   */
  async drain(deadline: number): Promise<boolean> {
    const { clock, timers } = this.#settings;
    this.#feed?.pause();
    await this.#leave();
    const done = this.#feed?.close().then(() => true) ?? Promise.resolve(true);
    let cancel: (() => void) | undefined;
    const late = new Promise<boolean>((resolve) => {
      cancel = timers.after(Math.max(0, deadline - clock()), () => resolve(false));
    });
    try {
      return await Promise.race([done, late]);
    } finally {
      cancel?.();
    }
  }

  /** Never rejects: every message ends in a record and an acknowledgement. */
  async #handle({ message, redelivered }: Delivery<ActivationMessage>): Promise<void> {
    try {
      if (redelivered && (await this.#recovery.isDone(message))) return;
      if (this.#settings.blacklist.has(message.caller.namespace.name)) return await this.#turnAway(message);
      if (this.#settings.clock() > message.startBy)
        return await this.#fail(message, internalError(failureTexts.startedTooLate));
      let runnable = this.#actions.peek(message.action);
      if (!runnable) {
        const fetched = await this.#actions.load(message.action);
        if ('failure' in fetched) return await this.#fail(message, fetched.failure);
        runnable = fetched.runnable;
      }
      const reason = overLimitFor(runnable, message.caller, this.#settings.limits);
      if (reason !== undefined) return await this.#fail(message, refusedRun(reason));
      await this.#finish(message, await this.#runner.run(message, runnable));
    } catch (fault) {
      this.#settings.log.error('activation failed in the invoker', { activationId: message.activationId, fault });
      await this.#fail(message, internalError(failureTexts.runExited));
    }
  }

  /** No record: the namespace is not to cost anything. The caller, if one still waits, is told. */
  async #turnAway(message: ActivationMessage): Promise<void> {
    const record = fallbackRecord(message, refusedRun(failureTexts.blacklisted), this.#settings.clock());
    await this.#acknowledger.done(message, record, message.blocking);
  }

  async #finish(message: ActivationMessage, ran: Ran): Promise<void> {
    const record = runRecord(message, ran, this.#settings.timingAnnotations);
    const sendRecord = message.blocking && !ran.told;
    await this.#conclude(message, record, { sendRecord, journalled: ran.journalled });
    this.#observe(record, timingsOf(message, ran));
  }

  /** Ends an activation that never came near a container. */
  async #fail(message: ActivationMessage, outcome: Outcome): Promise<void> {
    const record = fallbackRecord(message, outcome, this.#settings.clock());
    await this.#conclude(message, record, { sendRecord: message.blocking, journalled: false });
    this.#observe(record, undefined);
  }

  /** What an observer does must not turn a run that ended well into a failure. */
  #observe(record: Activation, timings: RunTimings | undefined): void {
    const { observer, log } = this.#settings;
    try {
      if (timings) observer.ran?.(record, timings);
      else observer.notRun?.(record);
    } catch (fault) {
      log.error('run observer failed', { activationId: record.activationId, fault });
    }
  }

  async #leave(): Promise<void> {
    try {
      await this.#membership?.release();
    } catch (failure) {
      this.#settings.log.warn('could not leave the members', { failure });
    }
  }

  async #conclude(message: ActivationMessage, record: Activation, how: Conclusion): Promise<void> {
    const { sendRecord, journalled } = how;
    if (this.#settings.recordBeforeAck) {
      await this.#recorder.record(message, record, journalled);
      await this.#acknowledger.done(message, record, sendRecord);
      return;
    }
    const told = this.#acknowledger.done(message, record, sendRecord);
    await this.#recorder.record(message, record, journalled);
    await told;
  }

  /** Not waited for: should it come after the last word, the controller reads the record from the store. */
  #tellEarly(message: ActivationMessage, ran: Ran): void {
    void this.#acknowledger.result(message, runRecord(message, ran, this.#settings.timingAnnotations));
  }
}

interface Conclusion {
  /** The caller waits for the record and does not have it. */
  readonly sendRecord: boolean;
  readonly journalled: boolean;
}
