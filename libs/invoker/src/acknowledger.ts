import { type Activation, activationStatus, type Timers } from '@whisker/entities';
import type { MessageBus } from '@whisker/message-bus';
import { completedTopic, type Acknowledgement, type Topic } from '@whisker/messages';
import type { RecordSource } from './activation-record';
import type { InvokerLog } from './invoker-options';
import { NO_LOGS } from './log-collection';
import { retry } from './retry';

export interface AcknowledgerOptions {
  readonly bus: Pick<MessageBus, 'produce'>;
  /** Number of this invoker. */
  readonly invoker: number;
  readonly timers: Timers;
  readonly log: InvokerLog;
}

const RETRIES = 4;
const FIRST_PAUSE_MS = 50;

/** Tells controllers how activations ended. Its promises never reject: a controller that hears nothing gives up by itself. */
export class Acknowledger {
  readonly #options: AcknowledgerOptions;
  readonly #topics = new Map<string, Topic<Acknowledgement>>();

  constructor(options: AcknowledgerOptions) {
    this.#options = options;
  }

  /** The result of a blocking call; its slot is still taken. */
  result(source: RecordSource, record: Activation): Promise<void> {
    return this.#send(source.controller, { ...this.#frame(record), slotFree: false, record: withoutLogs(record) });
  }

  /** The slot is free. @param sendRecord the controller waits for the record and does not have it */
  done(source: RecordSource, record: Activation, sendRecord: boolean): Promise<void> {
    const acknowledgement = { ...this.#frame(record), slotFree: true };
    return this.#send(
      source.controller,
      sendRecord ? { ...acknowledgement, record: withoutLogs(record) } : acknowledgement,
    );
  }

  #frame({ activationId, response }: Activation): Pick<Acknowledgement, 'activationId' | 'invoker' | 'systemError'> {
    const systemError = response.statusCode === activationStatus.internalError;
    return { activationId, invoker: this.#options.invoker, systemError };
  }

  async #send(controller: string, acknowledgement: Acknowledgement): Promise<void> {
    const topic = this.#topicOf(controller);
    try {
      await this.#options.bus.produce(topic, acknowledgement);
    } catch (failure) {
      await this.#sendAgain(topic, acknowledgement, failure);
    }
  }

  async #sendAgain(topic: Topic<Acknowledgement>, acknowledgement: Acknowledgement, first: unknown): Promise<void> {
    const { bus, timers, log } = this.#options;
    const { activationId } = acknowledgement;
    log.warn('acknowledgement not sent, trying again', { activationId, failure: first });
    const produce = () => bus.produce(topic, acknowledgement);
    const last = await retry(produce, { timers, retries: RETRIES, firstPauseMs: FIRST_PAUSE_MS });
    if (last) log.error('acknowledgement lost', { activationId, failure: last.failure });
  }

  #topicOf(controller: string): Topic<Acknowledgement> {
    let topic = this.#topics.get(controller);
    if (!topic) this.#topics.set(controller, (topic = completedTopic(controller)));
    return topic;
  }
}

/** Callers of a plain action see no logs in the answer: they are for the record. */
function withoutLogs(record: Activation): Activation {
  return record.logs.length === 0 ? record : { ...record, logs: NO_LOGS };
}
