/** Why something was not done. `invalid`: an argument cannot be used; the others tell of what is stored. */
export type RefusalReason = 'invalid' | 'missing' | 'exists' | 'blocked';

/** An administrator asked for what cannot be done. The text names what is wrong and what to do. */
export class AdministrationRefusal extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, text: string) {
    super(text);
    this.name = 'AdministrationRefusal';
    this.reason = reason;
  }
}

export const invalid = (text: string): AdministrationRefusal => new AdministrationRefusal('invalid', text);
export const missing = (text: string): AdministrationRefusal => new AdministrationRefusal('missing', text);
