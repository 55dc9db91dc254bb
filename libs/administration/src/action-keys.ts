import { AUTH_KEY_LENGTH, printAuthKey, type AuthKey, type Clock, type Identity } from '@whisker/entities';
import { isHashed, type SubjectStore } from '@whisker/entity-store';
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Begins every derived key; the 45 bytes after it are the end of its time and its seal. */
const MARK = 'ak1_';
const TIME_BYTES = 6;
const SEAL_BYTES = ((AUTH_KEY_LENGTH - MARK.length) * 3) / 4 - TIME_BYTES;
/** Keys made within one of these parts of time are the same, so that whoever remembers them is asked once. */
const STEP_MS = 300_000;

export interface ActionKeysDeps {
  readonly subjects: Pick<SubjectStore, 'get' | 'holdersOf'>;
  /** Known to this platform only; a new one at every start ends all derived keys. */
  readonly secret: Uint8Array;
  /** How long a derived key is good for at least, ms: the longest an action may run. */
  readonly validMs: number;
  /** epoch ms */
  readonly clock: Clock;
}

/**
 * The API keys actions are given (annotation `provide-api-key`).
 *
 * Where keys are stored as they are, an action is given its caller's. Of a hashed one the platform does not know the key;
 * the action is given a derived one instead, `uuid:ak1_…` of the usual length, that is good for a while. It is sealed
 * over the id, its end and the stored hash: a new key, a blocked or a deleted user end it at once.
 */
export class ActionKeys {
  readonly #deps: ActionKeysDeps;

  constructor(deps: ActionKeysDeps) {
    this.#deps = deps;
  }

  /** `uuid:key` for an action that runs on behalf of the caller; undefined if the caller is gone. */
  async issue({ subject, namespace }: Identity): Promise<string | undefined> {
    const user = await this.#deps.subjects.get(subject);
    const own = user?.namespaces.find(({ uuid }) => uuid === namespace.uuid);
    if (!own || user?.blocked) return undefined;
    return printAuthKey(isHashed(own.key) ? { uuid: own.uuid, key: this.#derive(own) } : own);
  }

  /** Whose a derived key is; undefined if it is none, is over or was not made here. */
  async authenticate({ uuid, key }: AuthKey): Promise<Identity | undefined> {
    if (!isDerived(key)) return undefined;
    const bytes = Buffer.from(key.slice(MARK.length), 'base64url');
    if (bytes.length !== TIME_BYTES + SEAL_BYTES || bytes.readUIntBE(0, TIME_BYTES) <= this.#deps.clock())
      return undefined;
    const [time, seal] = [bytes.subarray(0, TIME_BYTES), bytes.subarray(TIME_BYTES)];
    const holders = await this.#deps.subjects.holdersOf(uuid);
    const holder = holders.find((each) => timingSafeEqual(seal, this.#seal(time, { uuid, key: each.key })));
    return holder?.identity;
  }

  #derive(stored: AuthKey): string {
    const { clock, validMs } = this.#deps;
    const time = Buffer.alloc(TIME_BYTES);
    time.writeUIntBE(Math.ceil((clock() + validMs) / STEP_MS) * STEP_MS, 0, TIME_BYTES);
    return MARK + Buffer.concat([time, this.#seal(time, stored)]).toString('base64url');
  }

  #seal(time: Uint8Array, { uuid, key }: AuthKey): Uint8Array {
    const sealed = createHmac('sha384', this.#deps.secret).update(time).update(`${uuid}:${key}`).digest();
    return sealed.subarray(0, SEAL_BYTES);
  }
}

/** True if a key has the look of a derived one. A stored one may have it, too. */
export function isDerived(key: string): boolean {
  return key.startsWith(MARK);
}
