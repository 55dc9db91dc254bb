import { printName, refuse, sameName, type QualifiedName } from '@whisker/entities';
import type { ActionResolver } from './action-resolver';
import { reword } from './lookup';

/** What {@link SequenceCheck} is made for. */
export interface SequenceCheckOptions {
  readonly resolver: ActionResolver;
  /** The sequence that is written. */
  readonly own: QualifiedName;
  /** Most actions, those of nested sequences counted instead of the sequences. */
  readonly maxLength: number;
}

/**
 * Checks the components of one sequence: that they exist, do not lead back to it, and are not too many when nested
 * sequences are inlined. Names are looked up once however often they occur.
 */
export class SequenceCheck {
  readonly #options: SequenceCheckOptions;
  readonly #lengths = new Map<string, number>();
  readonly #open = new Set<string>();

  constructor(options: SequenceCheckOptions) {
    this.#options = options;
  }

  /** @throws sequenceEmpty, sequenceTooLong, sequenceCyclic, sequenceComponentMissing, otherCollection, corrupt */
  async check(components: readonly QualifiedName[]): Promise<void> {
    if (components.length === 0) throw refuse.sequenceEmpty();
    await this.#lengthOfAll(components);
  }

  async #lengthOfAll(components: readonly QualifiedName[]): Promise<number> {
    let length = 0;
    for (const name of components) {
      length += await this.#lengthOf(name);
      if (length > this.#options.maxLength) throw refuse.sequenceTooLong();
    }
    return length;
  }

  async #lengthOf(name: QualifiedName): Promise<number> {
    const known = this.#lengths.get(printName(name));
    if (known !== undefined) return known;
    const length = await this.#measure(name);
    this.#lengths.set(printName(name), length);
    return length;
  }

  async #measure(name: QualifiedName): Promise<number> {
    const { resolver, own } = this.#options;
    // Tested before the look-up, too: a new sequence that names itself is not there yet.
    if (sameName(name, own)) throw refuse.sequenceCyclic();
    const { action } = await reword(resolver.resolve(name), { notFound: refuse.sequenceComponentMissing });
    const id = printName(action.name);
    if (sameName(action.name, own) || this.#open.has(id)) throw refuse.sequenceCyclic();
    if (action.exec.type !== 'sequence') return 1;
    this.#open.add(id);
    const length = await this.#lengthOfAll(action.exec.components);
    this.#open.delete(id);
    return length;
  }
}
