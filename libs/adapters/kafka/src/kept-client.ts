/** A client of kafkajs. */
interface Connectable {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

/** A client that is connected when it is first used, and replaced by another one after a failure. */
export class KeptClient<C extends Connectable> {
  readonly #make: () => C;
  #current: Promise<C> | undefined;

  constructor(make: () => C) {
    this.#make = make;
  }

  /** @throws what `call` or connecting throws */
  async use<R>(call: (client: C) => Promise<R>): Promise<R> {
    const client = (this.#current ??= this.#connect());
    try {
      return await call(await client);
    } catch (fault) {
      if (this.#current === client) {
        this.#current = undefined;
        // Its other calls may still succeed; what remains of it must not be waited for.
        void dismiss(client);
      }
      throw fault;
    }
  }

  /** Never rejects. */
  async close(): Promise<void> {
    const client = this.#current;
    this.#current = undefined;
    if (client) await dismiss(client);
  }

  async #connect(): Promise<C> {
    const client = this.#make();
    try {
      await client.connect();
      return client;
    } catch (fault) {
      await client.disconnect().catch(() => undefined);
      throw fault;
    }
  }
}

async function dismiss(client: Promise<Connectable>): Promise<void> {
  try {
    await (await client).disconnect();
  } catch {
    // It was not connected, or is not any more.
  }
}
