import type { Feed, FeedOptions, Handler, MessageBus } from '@whisker/message-bus';
import type { Acknowledgement, ActivationMessage, Topic } from '@whisker/messages';

/** A bus that notes acknowledgements and hands over what the test delivers. */
export class FakeBus implements MessageBus {
  readonly acknowledgements: { readonly topic: string; readonly message: Acknowledgement }[] = [];
  /** That many acknowledgements fail from now on. */
  failures = 0;
  consumed: { readonly topic: string; readonly capacity: number } | undefined;
  paused = false;
  #handler: Handler<ActivationMessage> | undefined;
  readonly #running = new Set<Promise<void>>();

  constructor(readonly events: string[] = []) {}

  async produce<T>(topic: Topic<T>, message: T): Promise<void> {
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('bus is down');
    }
    const acknowledgement = message as unknown as Acknowledgement;
    this.acknowledgements.push({ topic: topic.name, message: acknowledgement });
    this.events.push(`${acknowledgement.slotFree ? 'done' : 'result'} ${acknowledgement.activationId.slice(0, 1)}`);
  }

  async consume<T>(topic: Topic<T>, { capacity }: FeedOptions, handler: Handler<T>): Promise<Feed> {
    this.consumed = { topic: topic.name, capacity };
    this.events.push('consume');
    this.#handler = handler as unknown as Handler<ActivationMessage>;
    return {
      pause: () => (this.paused = true),
      resume: () => (this.paused = false),
      close: async () => {
        await Promise.all(this.#running);
      },
    };
  }

  /** Hands a message over; resolves when it is done. */
  async deliver(message: ActivationMessage, redelivered = false): Promise<void> {
    const done = this.#handler?.({ message, producedAt: 0, redelivered }) ?? Promise.resolve();
    this.#running.add(done);
    await done.finally(() => this.#running.delete(done));
  }

  async secure(): Promise<void> {}

  async close(): Promise<void> {}
}
