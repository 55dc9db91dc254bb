import type { CommandGroup, CommandInput } from '../command';
import type { EntityDocument } from '../documents';
import { exitCodes, explained, Failure } from '../failure';
import { summaryFlag, type FlagSpec } from '../flags';
import { fullName } from '../names';
import { triggerRow } from '../output/entity-rows';
import { entitySummary } from '../output/summary';
import { readPairs, type KeyValue } from '../parameters';
import {
  deleteEntity,
  entityPath,
  getEntity,
  givenKeyValues,
  nameAndFieldArguments,
  nameArgument,
  namedEntity,
  putEntity,
  unable,
  type EntityKind,
} from './entity';
import { listCommand, type Listing } from './listing';

const triggers: EntityKind = {
  word: 'trigger',
  collection: 'triggers',
  nameRequired: 'A trigger name is required.',
};

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
      run: (input) => put(input, { verb: 'create', overwrite: false }),
    },
    {
      name: 'update',
      usage: 'TRIGGER_NAME',
      description: 'change a trigger, or create it',
      arguments: nameArgument(triggers),
      pairs: ['param', 'annotation', 'feedParam', 'triggerParam'],
      run: (input) => put(input, { verb: 'update', overwrite: true }),
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
      run: (input) => getEntity(input, triggers, { summarize: (trigger) => entitySummary('trigger', trigger) }),
    },
    {
      name: 'delete',
      usage: 'TRIGGER_NAME',
      description: 'delete a trigger',
      arguments: nameArgument(triggers),
      run: (input) => deleteEntity(input, triggers, namedEntity(input)),
    },
    listCommand(triggerListing),
  ],
};

async function put(
  input: CommandInput,
  { verb, overwrite }: { verb: 'create' | 'update'; overwrite: boolean },
): Promise<void> {
  const { session } = input;
  const name = namedEntity(input);
  refuseFeed(input);
  const body = { parameters: await parametersOf(input), annotations: await givenKeyValues(input, 'annotation') };
  await explained(unable(verb, triggers, name), putEntity(session, triggers, { name, overwrite, body }));
  session.out.line(`ok: ${verb}d trigger ${name.path}`);
}

/** Throws where the flags ask for a feed, or say in two ways whom a parameter is for. */
function refuseFeed({ flags, pairs }: CommandInput): void {
  const notAllowed = (message: string): Failure => new Failure(message, exitCodes.notAllowed);
  if (pairs.param.length > 0 && pairs.feedParam.length + pairs.triggerParam.length > 0) {
    throw notAllowed(
      'Incorrect usage. Cannot combine --feed-param or --trigger-param flag with neither --param nor --param-file flag',
    );
  }
  if (flags.text('feed') !== undefined) {
    throw notAllowed('This version of wsk cannot connect a trigger to a feed; create the trigger without --feed');
  }
  if (pairs.feedParam.length > 0) {
    throw notAllowed('Incorrect usage. Trigger without a feed cannot have feed parameters');
  }
}

/** Without a feed `--param` and `--trigger-param` mean the same; only one of them is given. */
async function parametersOf(input: CommandInput): Promise<KeyValue[] | undefined> {
  return (await givenKeyValues(input, 'param')) ?? givenKeyValues(input, 'triggerParam');
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
