import { argument, type ArgumentRule, type CommandGroup, type CommandInput } from '../command';
import type { RuleDocument } from '../documents';
import { explained } from '../failure';
import { summaryFlag } from '../flags';
import type { QualifiedName } from '../names';
import { ruleRow } from '../output/entity-rows';
import { ruleSummary } from '../output/summary';
import type { Session } from '../session';
import {
  deleteEntity,
  entityPath,
  fetchEntity,
  fullNameOf,
  getEntity,
  nameAndFieldArguments,
  nameArgument,
  namedEntity,
  putEntity,
  unable,
  type EntityKind,
} from './entity';
import { listCommand, type Listing } from './listing';

type RuleState = 'active' | 'inactive';

const rules: EntityKind = { word: 'rule', collection: 'rules', nameRequired: 'A rule name is required.' };

const threeNames: ArgumentRule = { min: 3, max: 3, required: 'A rule, trigger and action name are required.' };

/** How rules are listed: the API's list has no status, so each rule is asked for its own. */
export const ruleListing: Listing<RuleDocument> = {
  collection: 'rules',
  row: ruleRow,
  complete: (session, listed) =>
    Promise.all(
      listed.map(({ namespace, name }) => fetchEntity<RuleDocument>(session, rules, { namespace, path: name })),
    ),
};

/** `wsk rule ...`. */
export const ruleGroup: CommandGroup = {
  name: 'rule',
  description: 'work with rules',
  commands: [
    {
      name: 'create',
      usage: 'RULE_NAME TRIGGER_NAME ACTION_NAME',
      description: 'create a rule that runs an action when a trigger fires',
      arguments: threeNames,
      run: (input) => put(input, { verb: 'create', overwrite: false }),
    },
    {
      name: 'update',
      usage: 'RULE_NAME TRIGGER_NAME ACTION_NAME',
      description: 'change a rule, or create it',
      arguments: threeNames,
      run: (input) => put(input, { verb: 'update', overwrite: true }),
    },
    {
      name: 'enable',
      usage: 'RULE_NAME',
      description: 'let a rule act',
      arguments: nameArgument(rules),
      run: (input) => switchRule(input, 'enable'),
    },
    {
      name: 'disable',
      usage: 'RULE_NAME',
      description: 'keep a rule from acting',
      arguments: nameArgument(rules),
      run: (input) => switchRule(input, 'disable'),
    },
    {
      name: 'status',
      usage: 'RULE_NAME',
      description: 'tell whether a rule acts',
      arguments: nameArgument(rules),
      run: status,
    },
    {
      name: 'get',
      usage: 'RULE_NAME [FIELD]',
      description: 'show a rule or one of its fields',
      arguments: nameAndFieldArguments(rules),
      flags: [summaryFlag],
      run: (input) => getEntity(input, rules, { summarize: ruleSummary, verb: 'retrieve' }),
    },
    {
      name: 'delete',
      usage: 'RULE_NAME',
      description: 'delete a rule',
      arguments: nameArgument(rules),
      flags: [{ flags: '--disable', description: 'disable the rule first' }],
      run: remove,
    },
    listCommand(ruleListing),
  ],
};

async function put(
  input: CommandInput,
  { verb, overwrite }: { verb: 'create' | 'update'; overwrite: boolean },
): Promise<void> {
  const { session } = input;
  const name = namedEntity(input);
  const body = {
    name: name.path,
    trigger: fullNameOf(argument(input, 1)),
    action: fullNameOf(argument(input, 2)),
  };
  await explained(unable(verb, rules, name), putEntity(session, rules, { name, overwrite, body }));
  session.out.line(`ok: ${verb}d rule ${name.path}`);
}

const stateAfter = { enable: 'active', disable: 'inactive' } as const satisfies Record<string, RuleState>;

async function switchRule(input: CommandInput, verb: keyof typeof stateAfter): Promise<void> {
  const name = namedEntity(input);
  await explained(unable(verb, rules, name), setState(input.session, name, stateAfter[verb]));
  input.session.out.line(`ok: ${verb}d rule ${name.path}`);
}

async function status(input: CommandInput): Promise<void> {
  const { session } = input;
  const name = namedEntity(input);
  const rule = await explained(unable('get status of', rules, name), fetchEntity<RuleDocument>(session, rules, name));
  session.out.line(`ok: rule ${name.path} is ${rule.status}`);
}

async function remove(input: CommandInput): Promise<void> {
  const name = namedEntity(input);
  if (input.flags.on('disable')) {
    await explained(unable('disable', rules, name), setState(input.session, name, 'inactive'));
  }
  await deleteEntity(input, rules, name);
}

async function setState(session: Session, name: QualifiedName, state: RuleState): Promise<void> {
  await session.client.request({ method: 'POST', path: entityPath(rules, name), body: { status: state } });
}
