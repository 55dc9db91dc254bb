import type { CommandGroup, CommandInput } from '../command';
import type { EntityDocument } from '../documents';
import { ApiFailure, ExchangeFailure, exitCodes, explained, Failure } from '../failure';
import { callFeed, FEED_ANNOTATION, feedOf, type FeedCall } from '../feeds';
import { summaryFlag, type FlagSpec } from '../flags';
import { fullName, parseEntityName, type QualifiedName } from '../names';
import { inUsualOrder } from '../output/fields';
import { triggerRow } from '../output/entity-rows';
import { entitySummary } from '../output/summary';
import { readPairs } from '../parameters';
import {
  deleteEntity,
  entityPath,
  fetchEntity,
  getEntity,
  givenKeyValues,
  nameAndFieldArguments,
  nameArgument,
  namedEntity,
  putEntity,
  showEntity,
  unable,
  type EntityKind,
} from './entity';
import { listCommand, type Listing } from './listing';

const triggers: EntityKind = {
  word: 'trigger',
  collection: 'triggers',
  nameRequired: 'A trigger name is required.',
};

const NOT_FOUND = 404;

/** How triggers are listed. */
export const triggerListing: Listing<EntityDocument> = { collection: 'triggers', row: triggerRow };

const feedFlag: FlagSpec = { flags: '-f, --feed <ACTION>', description: 'ACTION that fires the trigger' };

/** `wsk trigger ...`. */
export const triggerGroup: CommandGroup = {
  name: 'trigger',
  description: 'work with triggers',
  commands: [
    {
      name: 'create',
      usage: 'TRIGGER_NAME',
      description: 'create a trigger',
      arguments: nameArgument(triggers),
      flags: [feedFlag],
      pairs: ['param', 'annotation', 'feedParam', 'triggerParam'],
      run: createTrigger,
    },
    {
      name: 'update',
      usage: 'TRIGGER_NAME',
      description: 'change a trigger, or create it',
      arguments: nameArgument(triggers),
      pairs: ['param', 'annotation', 'feedParam', 'triggerParam'],
      run: updateTrigger,
    },
    {
      name: 'fire',
      usage: 'TRIGGER_NAME [PAYLOAD]',
      description: 'fire a trigger; the event is made of the parameters',
      // Only the name is taken: the sentence is older than the present form of the command.
      arguments: { min: 1, max: 1, required: 'A trigger name is required. A payload is optional.' },
      pairs: ['param'],
      run: fire,
    },
    {
      name: 'get',
      usage: 'TRIGGER_NAME [FIELD]',
      description: 'show a trigger or one of its fields',
      arguments: nameAndFieldArguments(triggers),
      flags: [summaryFlag],
      run: getTrigger,
    },
    {
      name: 'delete',
      usage: 'TRIGGER_NAME',
      description: 'delete a trigger',
      arguments: nameArgument(triggers),
      run: deleteTrigger,
    },
    listCommand(triggerListing),
  ],
};

/** With a feed: the trigger first, then the feed; if that refuses, the trigger goes again. */
async function createTrigger(input: CommandInput): Promise<void> {
  const { session, flags } = input;
  const name = namedEntity(input);
  const given = flags.text('feed');
  const feed = given === undefined ? undefined : parseEntityName(given);
  refuseMixedParameters(input);
  if (!feed) refuseFeedParameters(input);
  const body = feed ? await fedTrigger(input, feed) : await plainTrigger(input);
  await explained(unable('create', triggers, name), putEntity(session, triggers, { name, overwrite: false, body }));
  if (feed) await connect(input, { feed, trigger: name, event: 'CREATE' });
  session.out.line(`ok: created trigger ${name.path}`);
}

/** A trigger with a feed is left as it is, unless there are parameters that are meant for it: the feed is told. */
async function updateTrigger(input: CommandInput): Promise<void> {
  const { session, pairs } = input;
  const name = namedEntity(input);
  const failure = unable('update', triggers, name);
  refuseMixedParameters(input);
  const present = await explained(failure, presentTrigger(input));
  const feed = present && feedOf(present);
  if (!feed) refuseFeedParameters(input);
  if (!feed || pairs.triggerParam.length > 0) {
    const body = feed ? { parameters: await givenKeyValues(input, 'triggerParam') } : await plainTrigger(input);
    await explained(failure, putEntity(session, triggers, { name, overwrite: true, body }));
  }
  if (feed) await explained(failure, tell(input, { feed, trigger: name, event: 'UPDATE' }));
  session.out.line(`ok: updated trigger ${name.path}`);
}

/** Of a trigger with a feed, the feed tells; a field or the summary is that of the trigger. */
async function getTrigger(input: CommandInput): Promise<void> {
  const { flags, args } = input;
  const summarize = (trigger: EntityDocument) => entitySummary('trigger', trigger);
  if (args.length > 1 || flags.on('summary')) return getEntity(input, triggers, { summarize });
  const name = namedEntity(input);
  const failure = unable('get', triggers, name);
  const document = await explained(failure, fetchEntity<EntityDocument>(input.session, triggers, name));
  const feed = feedOf(document);
  if (feed) await explained(failure, tell(input, { feed, trigger: name, event: 'READ' }));
  else showEntity(input.session, triggers, { name, document, field: undefined });
}

/** The feed is told first; whatever it says, the trigger goes. */
async function deleteTrigger(input: CommandInput): Promise<void> {
  const name = namedEntity(input);
  const document = await explained(
    unable('delete', triggers, name),
    fetchEntity<EntityDocument>(input.session, triggers, name),
  );
  const feed = feedOf(document);
  if (feed) await tell(input, { feed, trigger: name, event: 'DELETE' }).catch(ignoreExchange);
  await deleteEntity(input, triggers, name);
}

/** @returns undefined if there is none of that name */
async function presentTrigger(input: CommandInput): Promise<EntityDocument | undefined> {
  try {
    return await fetchEntity<EntityDocument>(input.session, triggers, namedEntity(input));
  } catch (error) {
    if (error instanceof ApiFailure && error.status === NOT_FOUND) return undefined;
    throw error;
  }
}

/** Tells a new trigger's feed of it. */
async function connect(input: CommandInput, call: FeedCall): Promise<void> {
  const { client } = input.session;
  try {
    await explained(unable('create', triggers, call.trigger), tell(input, call));
  } catch (error) {
    // Why the feed refused is what the user must know; a trigger that stays shows in the next list.
    await client.request({ method: 'DELETE', path: entityPath(triggers, call.trigger) }).catch(ignoreExchange);
    throw error;
  }
}

/** Has the feed do something, and shows its activation. */
async function tell(input: CommandInput, call: FeedCall): Promise<void> {
  const { session, pairs } = input;
  const params = await readPairs(pairs, pairs.feedParam.length > 0 ? 'feedParam' : 'param', session.surroundings);
  const activation = await callFeed(session, { ...call, params });
  session.out.line(`ok: invoked ${fullName(call.feed)} with id ${activation.activationId}`);
  session.out.json(inUsualOrder('activation', activation));
}

function ignoreExchange(error: unknown): void {
  if (!(error instanceof ExchangeFailure)) throw error;
}

function notAllowed(message: string): Failure {
  return new Failure(message, exitCodes.notAllowed);
}

/** Throws where the flags say in two ways whom a parameter is for. */
function refuseMixedParameters({ pairs }: CommandInput): void {
  if (pairs.param.length === 0 || pairs.feedParam.length + pairs.triggerParam.length === 0) return;
  throw notAllowed(
    'Incorrect usage. Cannot combine --feed-param or --trigger-param flag with neither --param nor --param-file flag',
  );
}

function refuseFeedParameters({ pairs }: CommandInput): void {
  if (pairs.feedParam.length > 0)
    throw notAllowed('Incorrect usage. Trigger without a feed cannot have feed parameters');
}

/** Without a feed `--param` and `--trigger-param` mean the same; only one of them is given. */
async function plainTrigger(input: CommandInput): Promise<object> {
  const parameters = (await givenKeyValues(input, 'param')) ?? (await givenKeyValues(input, 'triggerParam'));
  return { parameters, annotations: await givenKeyValues(input, 'annotation') };
}

/** With a feed `--param` is for the feed. */
async function fedTrigger(input: CommandInput, feed: QualifiedName): Promise<object> {
  const annotations = (await givenKeyValues(input, 'annotation')) ?? [];
  const parameters = await givenKeyValues(input, 'triggerParam');
  return { parameters, annotations: [...annotations, { key: FEED_ANNOTATION, value: fullName(feed) }] };
}

async function fire(input: CommandInput): Promise<void> {
  const { session, pairs } = input;
  const name = namedEntity(input);
  const body = Object.fromEntries(await readPairs(pairs, 'param', session.surroundings));
  const request = session.client.request({ method: 'POST', path: entityPath(triggers, name), body });
  const answer = (await explained(unable('fire', triggers, name), request)) as { activationId?: string };
  // A trigger without an active rule leaves no activation: the answer is empty, and so is the id.
  session.out.line(`ok: triggered ${fullName(name)} with id ${answer.activationId ?? ''}`);
}
