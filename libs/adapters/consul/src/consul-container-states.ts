import type { ContainerStates, PublishedContainer } from '@whisker/container-pool';
import { Backoff } from './backoff';
import type { ConsulConnection } from './consul-connection';

export interface ConsulContainerStatesOptions {
  /** Whose containers. */
  readonly invoker: number;
  /** Least pause between two writes, ms. Default 1000. */
  readonly pauseMs?: number;
}

/** Most that Consul takes in one transaction. */
const TRANSACTION_SIZE = 64;

/**
 * {@link ContainerStates} in Consul, a key each, `whisker/invokers/<N>/containers/<id>`. Only what changed is written,
 * at once and then at most once per pause.
 */
export class ConsulContainerStates implements ContainerStates {
  readonly #connection: ConsulConnection;
  readonly #folder: string;
  readonly #pauseMs: number;
  readonly #backoff: Backoff;
  readonly #stopListening: () => void;
  #wanted: ReadonlyMap<string, string> | undefined;
  /** By key; undefined: not known. */
  #written: Map<string, string> | undefined;
  #writing: Promise<void> | undefined;
  #cancelPause: (() => void) | undefined;
  #closed = false;

  constructor(connection: ConsulConnection, { invoker, pauseMs = 1000 }: ConsulContainerStatesOptions) {
    this.#connection = connection;
    this.#folder = `whisker/invokers/${invoker}/containers/`;
    this.#pauseMs = pauseMs;
    this.#backoff = new Backoff({ random: connection.settings.random });
    this.#stopListening = connection.onReturn(() => this.#recheck());
  }

  publish(containers: readonly PublishedContainer[]): void {
    if (this.#closed) return;
    this.#wanted = new Map(containers.map((container) => [this.#keyOf(container), JSON.stringify(container)]));
    this.#write();
  }

  async read(): Promise<readonly PublishedContainer[]> {
    const entries = [...(await this.#stored()).values()].flatMap(parse);
    return entries.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopListening();
    this.#cancelPause?.();
    await this.#writing;
    await this.#flush().catch(() => undefined);
  }

  #keyOf({ id }: PublishedContainer): string {
    return this.#folder + encodeURIComponent(id);
  }

  /** It may have lost what was written. */
  #recheck(): void {
    this.#written = undefined;
    this.#write();
  }

  #write(): void {
    if (this.#wanted === undefined || this.#closed || this.#writing || this.#cancelPause) return;
    const wanted = this.#wanted;
    this.#writing = this.#attempt().then((pauseMs) => {
      this.#writing = undefined;
      if (pauseMs !== undefined && !this.#closed) this.#pause(pauseMs);
      else if (wanted !== this.#wanted) this.#write();
    });
  }

  #pause(ms: number): void {
    this.#cancelPause = this.#connection.settings.timers.after(ms, () => {
      this.#cancelPause = undefined;
      this.#write();
    });
  }

  /** @returns the pause until the next one, ms; undefined: nothing was to be written */
  async #attempt(): Promise<number | undefined> {
    try {
      const wrote = await this.#flush();
      this.#backoff.reset();
      return wrote ? this.#pauseMs : undefined;
    } catch {
      // The connection has told. Part of it may be written.
      this.#written = undefined;
      return Math.max(this.#pauseMs, this.#backoff.next());
    }
  }

  /** @returns whether there was anything to write */
  async #flush(): Promise<boolean> {
    const wanted = this.#wanted;
    if (wanted === undefined) return false;
    const written = (this.#written ??= await this.#stored());
    const changes = [
      ...[...wanted].filter(([key, text]) => written.get(key) !== text),
      ...[...written.keys()].filter((key) => !wanted.has(key)).map((key) => [key, undefined] as const),
    ];
    for (let start = 0; start < changes.length; start += TRANSACTION_SIZE)
      await this.#commit(written, changes.slice(start, start + TRANSACTION_SIZE));
    return changes.length > 0;
  }

  async #commit(written: Map<string, string>, changes: readonly (readonly [string, string | undefined])[]) {
    const operations = changes.map(([Key, text]) =>
      text === undefined
        ? { KV: { Verb: 'delete', Key } }
        : { KV: { Verb: 'set', Key, Value: Buffer.from(text).toString('base64') } },
    );
    await this.#connection.call('write the states of containers', (client) =>
      // The client takes the operations alone, and as they stand in Consul's documents.
      client.transaction.create(operations as never),
    );
    for (const [key, text] of changes) {
      if (text === undefined) written.delete(key);
      else written.set(key, text);
    }
  }

  async #stored(): Promise<Map<string, string>> {
    const entries = (await this.#connection.call('read the states of containers', (client) =>
      client.kv.get({ key: this.#folder, recurse: true }),
    )) as readonly { readonly Key: string; readonly Value: string | null }[] | undefined;
    return new Map((entries ?? []).map(({ Key, Value }) => [Key, Value ?? '']));
  }
}

/** What others wrote there is left out. */
function parse(text: string): readonly PublishedContainer[] {
  try {
    const read = JSON.parse(text) as PublishedContainer;
    return typeof read.id === 'string' ? [read] : [];
  } catch {
    return [];
  }
}
