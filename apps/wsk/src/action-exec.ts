import { encodeCode, kindOfFile, needsMain } from './action-kinds';
import type { Exec } from './documents';
import { usageFailure } from './failure';
import type { Flags } from './flags';
import { readInputFile } from './input-file';
import { fullName, parseEntityName } from './names';
import type { Surroundings } from './surroundings';

/** The image that runs the program of `--native`. */
export const NATIVE_IMAGE = 'openwhisk/dockerskeleton';

const ARTIFACT_REQUIRED = 'An action name and code artifact are required.';

/** Flags each of which alone decides what an action is. */
const natures = ['kind', 'docker', 'native', 'sequence', 'copy'] as const;

/** Throws where two flags contradict each other on what the action is, or one of them lacks its artifact. */
export function checkNature(flags: Flags, artifact: string | undefined): void {
  const [first, second] = natures.filter((name) => flags.on(name) || flags.text(name) !== undefined);
  if (second !== undefined) {
    throw usageFailure(`Cannot specify both --${first} and --${second} at the same time.`);
  }
  const needsArtifact = (first !== undefined && first !== 'docker') || flags.text('main') !== undefined;
  const isComplete = artifact !== undefined || flags.text('docker') !== undefined;
  if (needsArtifact && !isComplete) throw usageFailure(`Invalid argument(s). ${ARTIFACT_REQUIRED}`);
}

/** What the action runs, from the flags and the artifact; nothing where neither says, which only an update may. */
export async function buildExec(
  flags: Flags,
  artifact: string | undefined,
  surroundings: Surroundings,
): Promise<Exec | undefined> {
  if (flags.on('sequence')) return sequence(artifact ?? '');
  const code = artifact === undefined ? undefined : encodeCode(artifact, await readInputFile(artifact, surroundings));
  const program = { ...(code !== undefined && { code }), ...mainOf(flags) };
  const image = flags.on('native') ? NATIVE_IMAGE : flags.text('docker');
  if (image !== undefined) return { kind: 'blackbox', image, ...program };
  if (artifact === undefined) return undefined;
  const kind = flags.text('kind') ?? kindOfFile(artifact);
  if (needsMain(kind) && program.main === undefined) {
    throw usageFailure('Java actions require --main to specify the fully-qualified name of the main class');
  }
  return { kind, ...program };
}

function sequence(list: string): Exec {
  const components = list.split(',').map((name) => fullName(parseEntityName(name.trim())));
  return { kind: 'sequence', components };
}

function mainOf(flags: Flags): { main?: string } {
  const main = flags.text('main');
  return main === undefined ? {} : { main };
}
