import { parseFlag, refuse } from '@whisker/entities';

/** Query parameters of a request; of a repeated one the first counts. */
export class Query {
  readonly #values: URLSearchParams | undefined;

  constructor(search: string) {
    this.#values = search === '' ? undefined : new URLSearchParams(search);
  }

  text(name: string): string | undefined {
    return this.#values?.get(name) ?? undefined;
  }

  /** @throws queryNotABoolean */
  flag(name: string, standard = false): boolean {
    return this.#values ? parseFlag((asked) => this.text(asked), name, standard) : standard;
  }

  /** Milliseconds a blocking call waits. @throws waitMalformed unless a whole number in 1…max */
  wait(max: number): number {
    const value = this.text('timeout');
    if (value === undefined) return max;
    const ms = /^\d{1,9}$/.test(value) ? Number(value) : 0;
    if (ms < 1 || ms > max) throw refuse.waitMalformed('timeout');
    return ms;
  }
}
