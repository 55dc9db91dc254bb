import type { Feed, FeedOptions, Handler, MessageBus } from '@whisker/message-bus';
import type { Acknowledgement, ActivationMessage, Topic } from '@whisker/messages';

/** A bus that keeps what is produced and hands over what the test delivers. */
export class FakeBus implements MessageBus {
  readonly produced: { readonly topic: string; readonly message: ActivationMessage }[] = [];
  readonly consumed: string[] = [];
  /** Set: the next produce fails with it. */
  failure: Error | undefined;
  /** Called within produce, before it resolves. */
  onProduce: ((message: ActivationMessage) => void) | undefined;
  closedFeeds = 0;
  #handler: Handler<Acknowledgement> | undefined;

  async produce<T>(topic: Topic<T>, message: T): Promise<void> {
    const { failure } = this;
    this.failure = undefined;
    if (failure) throw failure;
    this.produced.push({ topic: topic.name, message: message as unknown as ActivationMessage });
    this.onProduce?.(message as unknown as ActivationMessage);
  }

  async consume<T>(topic: Topic<T>, _options: FeedOptions, handler: Handler<T>): Promise<Feed> {
    this.consumed.push(topic.name);
    this.#handler = handler as unknown as Handler<Acknowledgement>;
    return {
      pause: () => undefined,
      resume: () => undefined,
      close: async () => {
        this.closedFeeds += 1;
      },
    };
  }

  acknowledge(message: Acknowledgement): void {
    void this.#handler?.({ message, producedAt: 0, redelivered: false });
  }

  async secure(): Promise<void> {}

  async close(): Promise<void> {}
}
