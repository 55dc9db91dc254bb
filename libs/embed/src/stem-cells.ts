import type { StemCellSetting } from '@whisker/container-pool';
import type { Runtimes } from '@whisker/entities';

/** What to start ahead: the manifest's stem cells; those of a kind that is not served here go to its family's default. */
export function stemCells(manifest: Runtimes, served: Runtimes): StemCellSetting[] {
  return manifest.all.flatMap(({ kind, family, stemCells: cells }) => {
    const runtime = served.find(kind) ?? served.find(`${family}:default`);
    return runtime
      ? cells.map(({ initialCount, memoryMb }) => ({ kind: runtime.kind, memoryMb, count: initialCount }))
      : [];
  });
}
