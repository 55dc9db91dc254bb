import type { Member } from '@whisker/membership';

/**
 * The members of a role as last told, over times when Consul is away.
 *
 * A Consul that comes back may have lost them, or may take them for dead because nobody could renew: for a time of grace
 * those known before the outage are kept, until they have had their chance to register again. What the answer says of a
 * member, or of another one with its number, counts at once.
 */
export class KnownMembers {
  readonly #graceMs: number;
  #told: readonly Member[] | undefined;
  #before: readonly Member[] = [];
  #graceUntil = 0;
  #away = false;

  constructor(graceMs: number) {
    this.#graceMs = graceMs;
  }

  /** Consul answers, and has since the members were told. */
  get current(): boolean {
    return !this.#away && this.#told !== undefined;
  }

  /** End of the time of grace, epoch ms; in the past: none. */
  get graceUntil(): number {
    return this.#graceUntil;
  }

  /** Consul is away: what is known is kept. */
  lose(now: number): void {
    if (!this.#away) this.#before = this.at(now) ?? [];
    this.#away = true;
  }

  /** Consul told the members. */
  learn(members: readonly Member[], now: number): void {
    if (this.#away && this.#before.length > 0) this.#graceUntil = now + this.#graceMs;
    this.#away = false;
    this.#told = members;
  }

  /** The members to go by; undefined: they were never told. */
  at(now: number): readonly Member[] | undefined {
    if (this.#away) return this.#told && this.#before;
    if (this.#told === undefined || now >= this.#graceUntil) return this.#told;
    return this.mergedWith(this.#told);
  }

  /** `members` as told just now, and those kept in the time of grace. */
  mergedWith(members: readonly Member[]): readonly Member[] {
    return merged(members, this.#before);
  }
}

function merged(told: readonly Member[], before: readonly Member[]): readonly Member[] {
  const replaced = (old: Member) =>
    told.some(({ id, invoker }) => id === old.id || (invoker && invoker.number === old.invoker?.number));
  return [...told, ...before.filter((old) => !replaced(old))].sort((a, b) => (a.id < b.id ? -1 : 1));
}
