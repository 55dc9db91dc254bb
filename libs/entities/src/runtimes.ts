/** One stem cell setting of a kind: containers started before they are asked for. */
export interface StemCell {
  readonly initialCount: number;
  readonly memoryMb: number;
}

/** A managed runtime (spec: runtime-contract section 3). */
export interface Runtime {
  /** `family:version` */
  readonly kind: string;
  readonly family: string;
  readonly default: boolean;
  readonly deprecated: boolean;
  readonly requireMain: boolean;
  /** Container image, `[registry/][prefix/]name[:tag]`. */
  readonly image: string;
  /** Code may be sent as an attachment; decides one error text only. */
  readonly attached: boolean;
  readonly stemCells: readonly StemCell[];
}

interface ManifestEntry {
  readonly kind: string;
  readonly default?: boolean;
  readonly deprecated?: boolean;
  readonly requireMain?: boolean;
  readonly image?: {
    readonly registry?: string;
    readonly prefix?: string;
    readonly name: string;
    readonly tag?: string;
  };
  readonly attached?: unknown;
  readonly stemCells?: readonly { readonly initialCount?: number; readonly count?: number; readonly memory: string }[];
}

/** The shape of `runtimes.json`. */
export interface RuntimesManifest {
  readonly runtimes: Readonly<Record<string, readonly ManifestEntry[]>>;
  readonly blackboxes?: readonly unknown[];
}

/** The kinds a platform offers. */
export class Runtimes {
  readonly all: readonly Runtime[];
  readonly #byKind: ReadonlyMap<string, Runtime>;

  constructor(all: readonly Runtime[]) {
    this.all = all;
    this.#byKind = new Map(all.map((runtime) => [runtime.kind, runtime]));
  }

  /**
   * Reads a manifest.
   * @throws Error naming the family if several kinds have not exactly one default
   */
  static parse(manifest: RuntimesManifest): Runtimes {
    return new Runtimes(Object.entries(manifest.runtimes).flatMap(([family, entries]) => readFamily(family, entries)));
  }

  get kinds(): readonly string[] {
    return this.all.map(({ kind }) => kind);
  }

  /** Families in manifest order. */
  get families(): readonly string[] {
    return [...new Set(this.all.map(({ family }) => family))];
  }

  /** The runtime of a kind; `family:default` is resolved. */
  find(kind: string): Runtime | undefined {
    const exact = this.#byKind.get(kind);
    if (exact || !kind.endsWith(':default')) return exact;
    const family = kind.slice(0, -':default'.length);
    return this.all.find((runtime) => runtime.family === family && runtime.default);
  }

  /** Only the kinds that `serves` accepts; a family that loses its default gets its last kind as the new one. */
  filter(serves: (runtime: Runtime) => boolean): Runtimes {
    const kept = this.all.filter(serves);
    return new Runtimes(
      kept.map((runtime) => {
        const family = kept.filter((other) => other.family === runtime.family);
        return family.some((other) => other.default) ? runtime : { ...runtime, default: runtime === family.at(-1) };
      }),
    );
  }
}

function readFamily(family: string, entries: readonly ManifestEntry[]): Runtime[] {
  const defaults = entries.filter((entry) => entry.default).length;
  if (entries.length > 1 && defaults !== 1) {
    throw new Error(`runtimes manifest: family '${family}' needs exactly one default kind, it has ${defaults}`);
  }
  return entries.map((entry) => ({
    kind: entry.kind,
    family,
    default: entries.length === 1 || entry.default === true,
    deprecated: entry.deprecated === true,
    requireMain: entry.requireMain === true,
    image: printImage(entry.image),
    attached: entry.attached !== undefined,
    stemCells: (entry.stemCells ?? []).map((cell) => ({
      initialCount: cell.initialCount ?? cell.count ?? 0,
      memoryMb: Number.parseInt(cell.memory, 10),
    })),
  }));
}

function printImage(image: ManifestEntry['image']): string {
  if (!image) return '';
  const path = [image.registry, image.prefix, image.name].filter((part) => part !== undefined && part !== '').join('/');
  return image.tag ? `${path}:${image.tag}` : path;
}
