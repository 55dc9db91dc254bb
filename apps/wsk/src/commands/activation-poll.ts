import type { CommandInput, CommandSpec } from '../command';
import type { ActivationDocument } from '../documents';
import { AlreadyReported, exitCodes, explained } from '../failure';
import type { Flags, FlagSpec } from '../flags';
import { parseQualifiedName, type QualifiedName } from '../names';
import type { Printer } from '../output/printer';
import type { Session } from '../session';
import { listActivations } from './activation-query';

const INTERVAL_MS = 2000;
const MS_PER_SECOND = 1000;

/** The flags that say how far to look back, and the length of their unit in seconds. */
const spans: readonly { readonly unit: string; readonly seconds: number }[] = [
  { unit: 'seconds', seconds: 1 },
  { unit: 'minutes', seconds: 60 },
  { unit: 'hours', seconds: 3600 },
  { unit: 'days', seconds: 86_400 },
];

const spanFlags = spans.map(({ unit }): FlagSpec => ({
  flags: `--since-${unit} <N>`,
  description: `begin with the activations of the last N ${unit}`,
  reads: 'integer',
}));

interface Task {
  /** A namespace, and perhaps the name of an action or a trigger. */
  readonly place: QualifiedName;
  readonly flags: Flags;
  /** Ends the task. */
  readonly signal: AbortSignal;
}

/** `wsk activation poll`: prints logs as activations end, until Ctrl-C or the end of `--exit`. */
export const pollCommand: CommandSpec = {
  name: 'poll',
  usage: '[/NAMESPACE | NAME]',
  description: 'show the logs of activations as they come in',
  arguments: { min: 0, max: 1, required: 'An optional namespace is the only valid argument.' },
  flags: [{ flags: '-e, --exit <SECONDS>', description: 'stop after SECONDS', reads: 'integer' }, ...spanFlags],
  run: poll,
};

async function poll({ session, args, flags }: CommandInput): Promise<void> {
  const place = args[0] === undefined ? { namespace: '_', path: '' } : parseQualifiedName(args[0]);
  const interruption = new AbortController();
  const forget = session.surroundings.onInterrupt(() => interruption.abort());
  try {
    const sentence = `Unable to obtain the list of activations for namespace '${place.namespace}'`;
    await explained(sentence, watch(session, { place, flags, signal: interruption.signal }));
  } catch (error) {
    // Ctrl-C also breaks off a request that is under way.
    if (!interruption.signal.aborted) throw error;
  } finally {
    forget();
  }
  if (!interruption.signal.aborted) return;
  session.out.line('Poll terminated');
  throw new AlreadyReported(exitCodes.general);
}

async function watch(session: Session, task: Task): Promise<void> {
  const { place, flags, signal } = task;
  const { now, sleep } = session.surroundings;
  const seconds = flags.integer('exit') ?? 0;
  const end = seconds > 0 ? now() + seconds * MS_PER_SECOND : Infinity;
  const since = await startOf(session, task);
  session.out.lines(['Enter Ctrl-c to exit.', 'Polling for activation logs']);
  let seen: ReadonlySet<string> = new Set();
  while (!signal.aborted && now() < end) {
    const query = { limit: 0, skip: 0, docs: true, since, name: place.path || undefined };
    const page = await listActivations(session, place.namespace, { query, signal });
    printUnseen(session.out, page, seen);
    // Pages are the newest activations: what is not on this one will not be on a later one, and can be forgotten.
    seen = new Set(page.map(({ activationId }) => activationId));
    await sleep(Math.min(INTERVAL_MS, end - now()), signal);
  }
}

/** The start of the first activation to show, in ms since the epoch: from the flags, or after the newest one. */
async function startOf(session: Session, { place, flags, signal }: Task): Promise<number> {
  const given = spans.map(({ unit, seconds }) => (flags.integer(`since-${unit}`) ?? 0) * seconds);
  const span = given.reduce((sum, seconds) => sum + seconds, 0);
  if (span > 0) return session.surroundings.now() - span * MS_PER_SECOND;
  const [newest] = await listActivations(session, place.namespace, { query: { limit: 1, skip: 0 }, signal });
  return newest ? newest.start + 1 : 0;
}

/** In the order in which they began. */
function printUnseen(out: Printer, page: readonly ActivationDocument[], seen: ReadonlySet<string>): void {
  for (const { name, activationId, logs = [] } of page.toReversed()) {
    if (seen.has(activationId)) continue;
    out.lines(['', `Activation: '${name}' (${activationId})`]);
    out.json(logs);
  }
}
