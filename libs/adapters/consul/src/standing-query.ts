import type Consul from 'consul';
import { Backoff } from './backoff';
import type { ConsulConnection } from './consul-connection';

/** How long Consul may hold a query without news, seconds. */
const WAIT_S = 30;
/** Beyond that: what Consul adds to spread the answers, and the way, ms. */
const SLACK_MS = 5000;

/** A query that Consul answers when its answer changes. */
export interface StandingQuery<T> {
  /** Completes "could not …". */
  readonly doing: string;
  /** A method of the client, given the options of a blocking query. */
  readonly ask: (client: Consul, options: object) => Promise<T>;
  readonly answered: (answer: T) => void;
  /** It failed; asked again after a pause, for ever. */
  readonly failed: () => void;
}

/** Keeps asking until the returned function is called. */
export function standing<T>(connection: ConsulConnection, query: StandingQuery<T>): () => void {
  const { timers, random } = connection.settings;
  const backoff = new Backoff({ random });
  let end: () => void = () => undefined;
  const begin = (): void => {
    end = watchOnce(connection, query, {
      answered: (answer) => {
        backoff.reset();
        connection.answered();
        query.answered(answer);
      },
      failed: (cause) => {
        connection.failed(cause, query.doing);
        query.failed();
        end = timers.after(backoff.next(), begin);
      },
    });
  };
  begin();
  return () => end();
}

/**
 * The client's own watch, which minds the index, up to its first failure: it would keep its index, so that it stayed
 * silent when Consul is back, and end for good at some answers. A new one is told at once how things are.
 */
function watchOnce<T>(
  { client }: ConsulConnection,
  { ask }: StandingQuery<T>,
  on: { readonly answered: (answer: T) => void; readonly failed: (cause: unknown) => void },
): () => void {
  const watch = client.watch({
    method: (options: object) => ask(client, options),
    options: { wait: `${WAIT_S}s`, timeout: WAIT_S * 1000 + SLACK_MS } as object as Record<string, string>,
  });
  watch.on('change', on.answered);
  watch.once('error', (cause) => {
    // It may go on failing while it ends.
    watch.removeAllListeners('change').on('error', () => undefined);
    watch.end();
    on.failed(cause);
  });
  return () => {
    watch.removeAllListeners().on('error', () => undefined);
    watch.end();
  };
}
