import type { EffectiveLimits } from './effective-limits';
import { refuse } from './errors';
import type { ExecBody } from './exec-body';
import { printName } from './names';
import { sizeOf, type Annotations, type Parameters } from './parameters';

/** What of an entity counts against size limits. */
export interface Sized {
  readonly exec?: ExecBody;
  readonly parameters?: Parameters;
  readonly annotations?: Annotations;
}

/**
 * Checks sizes in the order exec, parameters, annotations.
 * @throws sizeExceeded
 */
export function checkSizes({ exec, parameters, annotations }: Sized, bounds: EffectiveLimits): void {
  if (exec) checkSize('exec', sizeOfExec(exec), bounds.exec);
  if (parameters) checkSize('parameters', sizeOf(parameters), bounds.parameters);
  if (annotations) checkSize('annotations', sizeOf(annotations), bounds.parameters);
}

function checkSize(what: 'exec' | 'parameters' | 'annotations', size: number, limit: number): void {
  if (size > limit) throw refuse.sizeExceeded(what, size, limit);
}

/** Bytes of code, main function and image name, or of the names of a sequence's components. */
export function sizeOfExec({ exec, code = '' }: ExecBody): number {
  if (exec.type === 'sequence')
    return exec.components.reduce((sum, name) => sum + Buffer.byteLength(printName(name)), 0);
  const image = exec.type === 'blackbox' ? exec.image : '';
  return Buffer.byteLength(code) + Buffer.byteLength(exec.main ?? '') + Buffer.byteLength(image);
}
