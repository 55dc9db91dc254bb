import type { ActionDocument, EntityDocument } from '../documents';
import { explained } from '../failure';
import { callFeed } from '../feeds';
import { collectionPath } from '../names';
import { withProgress } from '../output/progress';
import { fromKeyValues } from '../parameters';
import type { Session } from '../session';
import { deleteApiOperation, putApiOperation } from './api-operation';
import { stepTitle, type EntityStep, type ProjectPlan, type Step, type TriggerStep } from './plan';
import { collections, deleteIfPresent, releaseFeed, unlessMissing } from './remote';

/** Annotations that the API keeps for itself. */
const reservedAnnotations = ['exec'];

/** Does what a plan says, one step after the other, and tells of each. Stops at the first that fails. */
export async function applyPlan(session: Session, { steps }: ProjectPlan): Promise<void> {
  for (const [at, step] of steps.entries()) {
    const name = `${step.kind} ${stepTitle(step)}`;
    const work = explained(`Unable to deploy ${step.kind} '${stepTitle(step)}'`, put(session, step));
    const label = (): string => `[${at + 1}/${steps.length}] deploying ${name}`;
    const url = await withProgress(session.surroundings, label, work);
    session.out.line(`ok: deployed ${name}${url === undefined ? '' : ` at ${url}`}`);
  }
}

/** Takes back what the steps of a plan put, from the last to the first; what is gone already is passed over. */
export async function takeBack(session: Session, steps: readonly Step[]): Promise<void> {
  for (const [at, step] of steps.toReversed().entries()) {
    const name = `${step.kind} ${stepTitle(step)}`;
    const work = explained(`Unable to undeploy ${step.kind} '${stepTitle(step)}'`, remove(session, step));
    const label = (): string => `[${at + 1}/${steps.length}] undeploying ${name}`;
    const wasThere = await withProgress(session.surroundings, label, work);
    session.out.line(wasThere ? `ok: undeployed ${name}` : `ok: ${name} was not there`);
  }
}

/** @returns an address worth telling, if there is one */
async function put(session: Session, step: Step): Promise<string | undefined> {
  if (step.kind === 'api') return putApiOperation(session, step);
  if (step.kind === 'trigger') await putTrigger(session, step);
  else if (step.kind === 'action' || step.kind === 'sequence') await putAction(session, step);
  else await putEntity(session, step);
  if (step.kind === 'rule') await activate(session, step);
  return undefined;
}

function remove(session: Session, step: Step): Promise<boolean> {
  if (step.kind === 'api') return deleteApiOperation(session, step);
  return deleteIfPresent(session, collections[step.kind], step.name);
}

async function putEntity(session: Session, step: EntityStep | TriggerStep, more: object = {}): Promise<void> {
  const path = pathOf(step);
  const body = { ...step.body, ...more };
  await session.client.request({ method: 'PUT', path, query: { overwrite: true }, body });
}

/** The API merges annotations of actions: those that the plan does not have must be taken away by name. */
async function putAction(session: Session, step: EntityStep): Promise<void> {
  const request = { method: 'GET', path: pathOf(step), query: { code: false } } as const;
  const present = await unlessMissing(session.client.request<ActionDocument>(request));
  const kept = new Set([...step.body.annotations.map(({ key }) => key), ...reservedAnnotations]);
  const removed = [...fromKeyValues(present?.annotations).keys()].filter((key) => !kept.has(key));
  await putEntity(session, step, removed.length > 0 ? { delAnnotations: removed } : {});
}

/**
 * Feeds need not know how to change what they were told; so the one of old is released, and the new one begins afresh.
 * A trigger whose feed refuses goes away again.
 */
async function putTrigger(session: Session, step: TriggerStep): Promise<void> {
  const { name, feed } = step;
  const request = { method: 'GET', path: pathOf(step) } as const;
  const present = await unlessMissing(session.client.request<EntityDocument>(request));
  if (present) await releaseFeed(session, name, present);
  await putEntity(session, step);
  if (!feed) return;
  try {
    await callFeed(session, { feed: feed.name, trigger: name, event: 'CREATE', params: fromKeyValues(feed.params) });
  } catch (error) {
    await session.client.request({ method: 'DELETE', path: pathOf(step) }).catch(() => undefined);
    throw error;
  }
}

/** A rule that was there keeps its state when it is put. */
async function activate(session: Session, step: EntityStep): Promise<void> {
  await session.client.request({ method: 'POST', path: pathOf(step), body: { status: 'active' } });
}

function pathOf({ kind, name }: EntityStep | TriggerStep): string {
  return collectionPath(collections[kind], name.namespace, name.path);
}
