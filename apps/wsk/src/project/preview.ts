import type { KeyValue } from '../parameters';
import { managedTitle, type ManagedEntity } from './managed';
import { stepTitle, type ProjectPlan, type Step } from './plan';

const KIND_WIDTH = 9;

/** What a deployment would do, in lines. Values are left out: they may be secrets. */
export function deploymentPreview(plan: ProjectPlan, surplus: readonly ManagedEntity[] = []): string[] {
  return [
    `Deployment plan${ofProject(plan)}:`,
    ...plan.steps.flatMap(stepLines),
    ...surplus.map((entity) => `  delete ${managedTitle(entity)}`),
  ];
}

/** What an undeployment would take away, in its order. */
export function undeploymentPreview(plan: ProjectPlan): string[] {
  const lines = plan.steps.toReversed().map((step) => `  delete ${step.kind} ${stepTitle(step)}`);
  return [`Undeployment plan${ofProject(plan)}:`, ...lines];
}

function ofProject({ project }: ProjectPlan): string {
  return project === undefined ? '' : ` of project ${project}`;
}

function stepLines(step: Step): string[] {
  const first = `  ${step.kind.padEnd(KIND_WIDTH)}${stepTitle(step)}${step.about === '' ? '' : `, ${step.about}`}`;
  if (step.kind === 'api') return [first];
  const feedParams = step.kind === 'trigger' ? step.feed?.params : undefined;
  return [
    first,
    ...keyLine('inputs', feedParams ?? step.body.parameters),
    ...keyLine('annotations', step.body.annotations),
  ];
}

function keyLine(title: string, entries: readonly KeyValue[] = []): string[] {
  const indent = ' '.repeat(KIND_WIDTH + 4);
  return entries.length === 0 ? [] : [`${indent}${title}: ${entries.map(({ key }) => key).join(', ')}`];
}
