import { nameFromId, printName, type QualifiedName } from '@whisker/entities';
import type { MessageBus } from '@whisker/message-bus';
import { cacheInvalidationTopic, type CacheInvalidation } from '@whisker/messages';
import type { Following, InvalidationListener, InvalidationSource } from './invalidation';

export interface BusInvalidationsOptions {
  /** Names this process among those of the platform. */
  readonly instance: string;
  /** A write could not be told; caches elsewhere learn of it in another way or by time. Default: silent. */
  readonly onError?: (error: unknown) => void;
}

/** Messages taken at a time. Each takes no time. */
const CAPACITY = 128;

/** Tells other processes of writes, and learns of theirs, over the bus. Best effort: a write does not wait for it. */
export class BusInvalidations implements InvalidationSource {
  readonly #bus: Pick<MessageBus, 'produce' | 'consume'>;
  readonly #instance: string;
  readonly #onError: (error: unknown) => void;

  constructor(bus: Pick<MessageBus, 'produce' | 'consume'>, options: BusInvalidationsOptions) {
    this.#bus = bus;
    this.#instance = options.instance;
    this.#onError = options.onError ?? (() => undefined);
  }

  /** For `onWrite` of a cache of entities. */
  readonly tellEntity = (name: QualifiedName): void =>
    this.#tell({ entity: printName(name), instance: this.#instance });

  /** For `onWrite` of a cache of subjects. */
  readonly tellSubjects = (): void => this.#tell({ instance: this.#instance });

  follow(listener: InvalidationListener): Promise<Following> {
    return this.#bus.consume(cacheInvalidationTopic, { capacity: CAPACITY }, async ({ message }) => {
      if (message.instance === this.#instance) return;
      if (message.entity === undefined) listener.subjectsChanged();
      else listener.entityChanged(nameFromId(message.entity));
    });
  }

  #tell(message: CacheInvalidation): void {
    this.#bus.produce(cacheInvalidationTopic, message).catch(this.#onError);
  }
}
