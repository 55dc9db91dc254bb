import { argument, type ArgumentRule, type CommandGroup, type CommandInput } from '../command';
import type { ActivationDocument, ActivationResponse } from '../documents';
import { exitCodes, explained, Failure } from '../failure';
import { listFlags, type Flags, type FlagSpec } from '../flags';
import { collectionPath, parseQualifiedName } from '../names';
import { activationTable } from '../output/activation-table';
import { formatZonedTime } from '../output/date-time';
import { inUsualOrder, knownField } from '../output/fields';
import { strippedLogLine } from '../output/log-lines';
import type { Session } from '../session';
import { listActivations } from './activation-query';
import { pollCommand } from './activation-poll';

const ID_REQUIRED = 'An activation ID is required.';

const lastFlag: FlagSpec = { flags: '-l, --last', description: 'take the newest activation instead of an ID' };

/** `wsk activation ...`. */
export const activationGroup: CommandGroup = {
  name: 'activation',
  description: 'work with activations',
  commands: [
    {
      name: 'list',
      usage: '[/NAMESPACE | NAME]',
      description: 'list activations, the newest first, perhaps of one action or trigger only',
      arguments: { min: 0, max: 1, required: 'An optional namespace is the only valid argument.' },
      flags: [
        ...listFlags,
        { flags: '-f, --full', description: 'show whole activations' },
        { flags: '--since <MS>', description: 'started at MS since the epoch or later', reads: 'integer' },
        { flags: '--upto <MS>', description: 'started at MS since the epoch or earlier', reads: 'integer' },
      ],
      run: list,
    },
    {
      name: 'get',
      usage: '(ACTIVATION_ID | --last) [FIELD]',
      description: 'show an activation or one of its fields',
      arguments: (flags) => idArguments(flags, { fields: 1 }),
      flags: [
        lastFlag,
        { flags: '-s, --summary', description: 'show the result and how it came about' },
        { flags: '-g, --logs', description: 'show the log alone, without times and streams' },
      ],
      run: get,
    },
    {
      name: 'logs',
      usage: '(ACTIVATION_ID | --last)',
      description: 'show the log of an activation',
      arguments: (flags) => idArguments(flags, { fields: 0 }),
      flags: [lastFlag, { flags: '-r, --strip', description: 'leave out times and streams' }],
      run: logs,
    },
    {
      name: 'result',
      usage: '(ACTIVATION_ID | --last)',
      description: 'show the result of an activation',
      arguments: (flags) => idArguments(flags, { fields: 0 }),
      flags: [lastFlag],
      run: result,
    },
    pollCommand,
  ],
};

/** With `--last` there is no id; one that is given all the same is the superfluous argument. */
function idArguments(flags: Flags, { fields }: { fields: number }): ArgumentRule {
  if (flags.on('last')) return { min: 0, max: fields, required: ID_REQUIRED, surplus: 'first' };
  return { min: 1, max: 1 + fields, required: ID_REQUIRED };
}

async function list({ session, args, flags }: CommandInput): Promise<void> {
  const { namespace, path } = args[0] === undefined ? { namespace: '_', path: '' } : parseQualifiedName(args[0]);
  const isFull = flags.on('full');
  const query = {
    limit: flags.integer('limit'),
    skip: flags.integer('skip'),
    name: path || undefined,
    since: flags.integer('since'),
    upto: flags.integer('upto'),
    docs: isFull,
  };
  const sentence = `Unable to obtain the list of activations for namespace '${namespace}'`;
  const activations = await explained(sentence, listActivations(session, namespace, { query }));
  if (!isFull) return session.out.lines(activationTable(activations));
  session.out.line('activations');
  for (const activation of activations) session.out.json(inUsualOrder('activation', activation));
}

async function get(input: CommandInput): Promise<void> {
  const { session, flags, args } = input;
  const typed = args[flags.on('last') ? 0 : 1];
  const field = typed === undefined ? undefined : knownField('activation', typed);
  const id = await activationId(input);
  const activation = await explained(`Unable to get activation '${id}'`, fetchActivation(session, id));
  if (flags.on('logs')) return showLogs(session, activation, true);
  if (flags.on('summary')) return showSummary(session, activation);
  session.out.line(`ok: got activation ${id}${field === undefined ? '' : `, displaying field ${typed}`}`);
  const document = inUsualOrder('activation', activation);
  session.out.json(field === undefined ? document : document[field]);
}

async function logs(input: CommandInput): Promise<void> {
  const { session, flags } = input;
  const id = await activationId(input);
  const request = fetchActivation<Pick<ActivationDocument, 'logs'>>(session, id, 'logs');
  showLogs(session, await explained(`Unable to get logs for activation '${id}'`, request), flags.on('strip'));
}

async function result(input: CommandInput): Promise<void> {
  const { session } = input;
  const id = await activationId(input);
  const request = fetchActivation<ActivationResponse>(session, id, 'result');
  session.out.json((await explained(`Unable to get result for activation '${id}'`, request)).result);
}

function fetchActivation<T = ActivationDocument>(session: Session, id: string, part?: 'logs' | 'result'): Promise<T> {
  const path = collectionPath('activations', '_', part ? `${id}/${part}` : id);
  return session.client.request<T>({ method: 'GET', path });
}

/** The id of the command line, or that of the newest activation. */
async function activationId(input: CommandInput): Promise<string> {
  if (!input.flags.on('last')) return argument(input, 0);
  const newest = listActivations(input.session, '_', { query: { limit: 1, skip: 0 } });
  const [activation] = await explained(`Unable to obtain the list of activations for namespace '_'`, newest);
  if (!activation) throw new Failure('There is no activation yet.', exitCodes.general);
  return activation.activationId;
}

function showLogs({ out }: Session, { logs: lines = [] }: Pick<ActivationDocument, 'logs'>, isStripped: boolean): void {
  out.lines(isStripped ? lines.map(strippedLogLine) : lines);
}

function showSummary({ out }: Session, activation: ActivationDocument): void {
  const { namespace, name, start, end, response } = activation;
  const time = formatZonedTime(end ?? start);
  out.line(`activation result for '/${namespace}/${name}' (${response?.status ?? 'unknown'} at ${time})`);
  out.json(response?.result);
}
