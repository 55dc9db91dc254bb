import { createHash } from 'node:crypto';
import type { EntityDocument } from '../documents';
import { explained } from '../failure';
import type { Collection, QualifiedName } from '../names';
import { fromKeyValues } from '../parameters';
import type { Session } from '../session';
import type { ProjectPlan, Step } from './plan';
import { collections, deleteIfPresent, listAll } from './remote';

/** The annotation that says to which project an entity belongs. */
export const MANAGED_ANNOTATION = 'whisk-managed';

/** An entity that belongs to a project. */
export interface ManagedEntity {
  readonly collection: Collection;
  readonly name: QualifiedName;
  /** As its list shows it. */
  readonly document: EntityDocument;
}

const words: Readonly<Record<Collection, string>> = {
  rules: 'rule',
  triggers: 'trigger',
  actions: 'action',
  packages: 'package',
};

/** What may depend on another comes before it. */
const removalOrder = ['rules', 'triggers', 'actions', 'packages'] as const satisfies readonly Collection[];

/** The plan with the mark of its project on every entity. `file` is the path of the manifest. */
export function marked(plan: ProjectPlan, project: string, file: string): ProjectPlan {
  const hash = createHash('sha256').update(JSON.stringify(plan.steps)).digest('hex');
  const value = { __OW_PROJECT_NAME: project, __OW_PROJECT_HASH: hash, __OW_FILE: file };
  const mark = (step: Step): Step => {
    if (step.kind === 'api') return step;
    const annotations = [...step.body.annotations, { key: MANAGED_ANNOTATION, value }];
    return { ...step, body: { ...step.body, annotations } };
  };
  return { ...plan, steps: plan.steps.map(mark) };
}

/** Everything in a namespace that bears the mark of a project; rules first, packages last. */
export async function managedEntities(session: Session, namespace: string, project: string): Promise<ManagedEntity[]> {
  const found: ManagedEntity[] = [];
  for (const collection of removalOrder) {
    const documents = await explained(
      `Unable to obtain the list of ${collection} for namespace '${namespace}'`,
      listAll(session, collection, namespace),
    );
    const members = documents.filter((document) => projectOf(document) === project);
    found.push(...members.map((document) => ({ collection, name: nameOf(document, namespace), document })));
  }
  return found;
}

/** Those that a plan does not have. */
export function leftovers(entities: readonly ManagedEntity[], plan: ProjectPlan): ManagedEntity[] {
  const planned = new Set(
    plan.steps.flatMap((step) => (step.kind === 'api' ? [] : [keyOf(collections[step.kind], step.name)])),
  );
  return entities.filter(({ collection, name }) => !planned.has(keyOf(collection, name)));
}

/** Deletes entities in the order in which they come, and tells of each. */
export async function removeManaged(session: Session, entities: readonly ManagedEntity[]): Promise<void> {
  for (const { collection, name } of entities) {
    const sentence = `Unable to undeploy ${words[collection]} '${name.path}'`;
    await explained(sentence, deleteIfPresent(session, collection, name));
    session.out.line(`ok: undeployed ${words[collection]} ${name.path}`);
  }
}

/** What a managed entity is called in a line of text. */
export function managedTitle({ collection, name }: ManagedEntity): string {
  return `${words[collection]} ${name.path}`;
}

function projectOf({ annotations }: EntityDocument): unknown {
  const mark = fromKeyValues(annotations).get(MANAGED_ANNOTATION) as { __OW_PROJECT_NAME?: unknown } | null | undefined;
  return mark?.__OW_PROJECT_NAME;
}

/** The namespace stays as the user calls it; the document has its real name. */
function nameOf({ namespace: place, name }: EntityDocument, namespace: string): QualifiedName {
  const [, parent] = place.split('/');
  return { namespace, path: parent === undefined ? name : `${parent}/${name}` };
}

function keyOf(collection: Collection, { path }: QualifiedName): string {
  return `${collection}/${path}`;
}
