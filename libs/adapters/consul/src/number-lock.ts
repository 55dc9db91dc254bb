import type { ConsulConnection } from './consul-connection';
import { ConsulError } from './consul-error';

export interface SessionOptions {
  readonly folder: string;
  readonly ttlMs: number;
  readonly lockDelayMs: number;
}

/** A number that is taken. */
export interface NumberLock {
  readonly number: number;
  readonly owner: string;
  /** Session that holds it; undefined: it was written by hand. */
  readonly session: string | undefined;
}

/** A session of Consul that holds numbers. */
export interface LockSession {
  readonly id: string;
  /** False: another session has it, or had it a moment ago. */
  acquire(number: number): Promise<boolean>;
  /** Gives up a number so that others may have it at once. */
  release(number: number): Promise<void>;
  /** False: it is gone, and what it held. */
  renew(): Promise<boolean>;
  /** Ends it; what it holds is free after the delay. Never rejects: it ends by itself. */
  end(): Promise<void>;
  endOther(session: string): Promise<void>;
}

interface KeyEntry {
  readonly Key: string;
  readonly Value: string | null;
  readonly ModifyIndex: number;
  readonly Session?: string;
}

/** @throws ConsulError */
export async function openSession(
  connection: ConsulConnection,
  owner: string,
  options: SessionOptions,
): Promise<LockSession> {
  const { ID } = await connection.call('open a session', (client) =>
    client.session.create({
      name: `whisker invoker ${owner}`,
      ttl: `${options.ttlMs}ms`,
      lockdelay: `${options.lockDelayMs}ms`,
      behavior: 'delete',
    }),
  );
  return lockSession(connection, options, { id: ID, owner });
}

/** A session that is there already. */
export function lockSession(
  connection: ConsulConnection,
  { folder }: SessionOptions,
  { id, owner }: { readonly id: string; readonly owner: string },
): LockSession {
  const endOther = async (session: string): Promise<void> => {
    await connection.call('end a session', (client) => client.session.destroy(session));
  };
  return {
    id,
    endOther,
    end: () => endOther(id).catch(() => undefined),
    async acquire(number) {
      const lock = { key: `${folder}/${number}`, value: JSON.stringify({ owner }), acquire: id };
      // The client answers undefined where Consul says no.
      return (await connection.call(`lock number ${number}`, (client) => client.kv.set(lock))) === true;
    },
    async release(number) {
      const key = `${folder}/${number}`;
      await connection.call(`unlock number ${number}`, (client) => client.kv.set({ key, value: '', release: id }));
      const entry = await entryOf(connection, key);
      if (entry === undefined || entry.Session !== undefined) return;
      const gone = { key, cas: entry.ModifyIndex };
      await connection.call(`free number ${number}`, (client) => client.kv.del(gone));
    },
    async renew() {
      try {
        await connection.call('renew its session', (client) => client.session.renew(id));
        return true;
      } catch (error) {
        if (error instanceof ConsulError && error.status === 404) return false;
        throw error;
      }
    },
  };
}

/** Who has the number; undefined: nobody. @throws ConsulError */
export async function lockOf(
  connection: ConsulConnection,
  folder: string,
  number: number,
): Promise<NumberLock | undefined> {
  const entry = await entryOf(connection, `${folder}/${number}`);
  return entry && asLock(entry);
}

/** All numbers that are taken. @throws ConsulError */
export async function locksBelow(connection: ConsulConnection, folder: string): Promise<readonly NumberLock[]> {
  const entries = await connection.call('list the numbers', (client) =>
    client.kv.get({ key: `${folder}/`, recurse: true }),
  );
  return ((entries ?? []) as KeyEntry[]).map(asLock).filter(({ number }) => Number.isInteger(number));
}

async function entryOf(connection: ConsulConnection, key: string): Promise<KeyEntry | undefined> {
  return ((await connection.call(`read ${key}`, (client) => client.kv.get(key))) ?? undefined) as KeyEntry | undefined;
}

function asLock({ Key, Value, Session }: KeyEntry): NumberLock {
  return { number: Number(Key.slice(Key.lastIndexOf('/') + 1)), owner: ownerIn(Value), session: Session };
}

function ownerIn(text: string | null): string {
  try {
    return String((JSON.parse(text ?? '') as { owner?: unknown }).owner);
  } catch {
    return '';
  }
}
