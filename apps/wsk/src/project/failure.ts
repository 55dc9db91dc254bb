import { exitCodes, Failure } from '../failure';

/** What stands in a manifest cannot be done. `place` is the way to it: `packages.hello.actions.greet`. */
export function manifestFailure(place: string, reason: string): Failure {
  return new Failure(place === '' ? reason : `${place}: ${reason}`, exitCodes.general);
}

/** What is odd about a project, but need not keep it from being deployed. */
export class Remarks {
  /** In the order in which they were made. */
  readonly texts: string[] = [];

  /** @param isStrict whether a remark is an error */
  constructor(private readonly isStrict: boolean) {}

  add(place: string, text: string): void {
    if (this.isStrict) throw manifestFailure(place, `${text} (--strict)`);
    this.texts.push(`${place}: ${text}`);
  }
}
