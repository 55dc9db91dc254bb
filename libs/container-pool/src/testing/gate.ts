/** One call that is held until the test lets it go on. */
export interface HeldCall {
  /** Whose call: a container's id, or the kind of a container to be created. */
  readonly of: string;
  finish(): void;
  fail(error?: Error): void;
}

/** Decides for one operation of a fake: go through at once, fail, or be held. */
export class Gate {
  readonly #held: HeldCall[] = [];
  #holding = false;
  #failures: Error[] = [];

  /** Calls that wait, oldest first. */
  get held(): readonly HeldCall[] {
    return this.#held;
  }

  /** From now on calls wait for `finish` or `fail`. */
  hold(): void {
    this.#holding = true;
  }

  /** Lets all held calls finish, and later ones go through. */
  open(): void {
    this.#holding = false;
    for (const call of [...this.#held]) call.finish();
  }

  /** The next calls fail, one per error, before they would be held. */
  failNext(...errors: readonly Error[]): void {
    this.#failures.push(...errors);
  }

  /** @internal the fake passes each call through here */
  pass(of: string): Promise<void> {
    const failure = this.#failures.shift();
    if (failure) return Promise.reject(failure);
    return this.#holding ? this.#holdCall(of) : Promise.resolve();
  }

  #holdCall(of: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (settleCall: () => void) => {
        const at = this.#held.indexOf(call);
        if (at < 0) return;
        this.#held.splice(at, 1);
        settleCall();
      };
      const call: HeldCall = {
        of,
        finish: () => done(resolve),
        fail: (error = new Error('failed by the test')) => done(() => reject(error)),
      };
      this.#held.push(call);
    });
  }
}
