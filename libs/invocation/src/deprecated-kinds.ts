import { refuse, type Action, type Runtimes } from '@whisker/entities';

/** @throws kindDeprecated if actions of this kind may not run any more */
export function checkKind(runtimes: Pick<Runtimes, 'find'>, { exec }: Action): void {
  if (runtimes.find(exec.kind)?.deprecated === true) throw refuse.kindDeprecated(exec.kind);
}
