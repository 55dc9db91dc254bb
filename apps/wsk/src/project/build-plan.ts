import { FEED_ANNOTATION } from '../feeds';
import type { Exec } from '../documents';
import { fullName, parseEntityName, type QualifiedName } from '../names';
import { toKeyValues, type KeyValue } from '../parameters';
import { webModeAnnotations } from '../web-annotations';
import { sourceOf } from './action-code';
import type { Deployment } from './deployment-file';
import { manifestFailure, type Remarks } from './failure';
import { inputValues, type DeclaredInputs } from './inputs';
import type { Manifest, ManifestAction, ManifestPackage, ManifestRule, ManifestSequence } from './manifest';
import { NO_PACKAGE, type ApiStep, type EntityStep, type ProjectPlan, type Step, type TriggerStep } from './plan';

/** What a plan is made with, besides the manifest. */
export interface PlanParts {
  readonly deployment: Deployment | undefined;
  /** Values of the command line for inputs that are declared. */
  readonly params: ReadonlyMap<string, unknown>;
  /** Where everything goes; `_` is the namespace of the key. */
  readonly namespace: string;
  readonly remarks: Remarks;
  /** What an action runs. */
  readonly execOf: (action: ManifestAction) => Promise<Exec>;
}

/** Settings that actions have unless they say otherwise; named here so that those of an older deployment go away. */
const actionDefaults: readonly [string, unknown][] = [['provide-api-key', false]];

/** What it takes to deploy a manifest. */
export async function buildPlan(manifest: Manifest, parts: PlanParts): Promise<ProjectPlan> {
  const planner = new Planner(manifest, parts);
  const steps = await planner.steps();
  for (const name of parts.params.keys()) {
    if (!planner.declaredInputs.has(name)) parts.remarks.add(`--param ${name}`, 'no input of this name is declared');
  }
  return { project: manifest.name, steps };
}

class Planner {
  /** The names of all inputs of the manifest and the deployment file. */
  readonly declaredInputs = new Set<string>();

  constructor(
    private readonly manifest: Manifest,
    private readonly parts: PlanParts,
  ) {}

  /** Dependencies, packages, actions, sequences, triggers, rules, APIs: each may need those before it. */
  async steps(): Promise<Step[]> {
    const { packages } = this.manifest;
    const bindings = packages.flatMap((parent) => this.bindings(parent));
    return [
      ...bindings.filter((binding) => !this.bindsOwnPackage(binding)),
      ...packages.flatMap((parent) => this.package(parent)),
      ...bindings.filter((binding) => this.bindsOwnPackage(binding)),
      ...(await Promise.all(packages.flatMap((parent) => parent.actions.map((action) => this.action(parent, action))))),
      ...packages.flatMap((parent) => parent.sequences.map((sequence) => this.sequence(parent, sequence))),
      ...packages.flatMap((parent) => parent.triggers.map((trigger) => this.trigger(parent, trigger))),
      ...packages.flatMap((parent) => parent.rules.map((rule) => this.rule(parent, rule))),
      ...packages.flatMap((parent) => parent.apis.map((api) => this.api(parent, api))),
    ];
  }

  private bindings({ dependencies }: ManifestPackage): EntityStep[] {
    return dependencies.map(({ name, location, place, inputs, annotations }) => {
      if (!location.startsWith('/')) {
        const reason = `'${location}' is no package of a namespace; clone a repository and deploy it by itself`;
        throw manifestFailure(`${place}.location`, `${reason}, then name its package: /_/PACKAGE`);
      }
      const provider = this.entity(location, place);
      const binding = { namespace: provider.namespace, name: provider.path };
      const body = { binding, annotations: toKeyValues(annotations), parameters: this.inputs(inputs, place) };
      return { kind: 'binding', name: this.own(name, place), body, about: `of ${fullName(provider)}` };
    });
  }

  /** What it binds must be there before it. */
  private bindsOwnPackage({ body: { binding } }: EntityStep): boolean {
    const isOwn = this.manifest.packages.some(({ name }) => name === binding?.name);
    return isOwn && binding?.namespace === this.parts.namespace;
  }

  private package({ name, place, version, isPublic, inputs, annotations }: ManifestPackage): EntityStep[] {
    if (name === NO_PACKAGE) return [];
    const choice = this.parts.deployment?.choices.get(name);
    const body = {
      publish: isPublic,
      parameters: this.inputs(inputs, place, choice?.inputs),
      annotations: toKeyValues(new Map([...annotations, ...(choice?.annotations ?? [])])),
      ...(version !== undefined && { version: threePartVersion(version, `${place}.version`) }),
    };
    return [{ kind: 'package', name: this.own(name, place), body, about: isPublic ? 'shared' : 'private' }];
  }

  private async action(parent: ManifestPackage, action: ManifestAction): Promise<EntityStep> {
    const { name, place, inputs, limits, isConductor } = action;
    const choice = this.parts.deployment?.choices.get(`${parent.name}.actions.${name}`);
    const annotations = new Map([
      ...actionDefaults,
      ...action.annotations,
      ...(choice?.annotations ?? []),
      ...(isConductor ? ([['conductor', true]] as const) : []),
      ...webAnnotationsOf(action),
    ]);
    const body = {
      exec: await this.parts.execOf(action),
      parameters: this.inputs(inputs, place, choice?.inputs),
      annotations: toKeyValues(annotations),
      ...(Object.keys(limits).length > 0 && { limits }),
    };
    const about = [body.exec.kind, 'from', sourceOf(action), ...webWord(action)].join(' ');
    return { kind: 'action', name: this.own(name, place, parent), body, about };
  }

  private sequence(parent: ManifestPackage, sequence: ManifestSequence): EntityStep {
    const { name, place, inputs, actions } = sequence;
    const components = actions.map((action) => fullName(this.member(parent, action, `${place}.actions`)));
    const body = {
      exec: { kind: 'sequence', components },
      parameters: this.inputs(inputs, place),
      annotations: toKeyValues(new Map([...sequence.annotations, ...webAnnotationsOf(sequence)])),
    };
    const about = ['of', components.join(', '), ...webWord(sequence)].join(' ');
    return { kind: 'sequence', name: this.own(name, place, parent), body, about };
  }

  /** With a feed all inputs are the feed's. */
  private trigger(parent: ManifestPackage, trigger: ManifestPackage['triggers'][number]): TriggerStep {
    const { name, place, feed, inputs } = trigger;
    const choice = this.parts.deployment?.choices.get(`${parent.name}.triggers.${name}`);
    const parameters = this.inputs(inputs, place, choice?.inputs);
    const annotations = new Map([...trigger.annotations, ...(choice?.annotations ?? [])]);
    const entity = { kind: 'trigger', name: this.own(name, place) } as const;
    if (feed === undefined)
      return { ...entity, body: { annotations: toKeyValues(annotations), parameters }, about: '' };
    const action = this.entity(feed, `${place}.feed`);
    annotations.set(FEED_ANNOTATION, fullName(action));
    const body = { annotations: toKeyValues(annotations), parameters: [] };
    return { ...entity, body, about: `fed by ${fullName(action)}`, feed: { name: action, params: parameters } };
  }

  private rule(parent: ManifestPackage, { name, place, trigger, action, annotations }: ManifestRule): EntityStep {
    const body = {
      trigger: fullName(this.entity(trigger, `${place}.trigger`)),
      action: fullName(this.member(parent, action, `${place}.action`)),
      annotations: toKeyValues(annotations),
    };
    return { kind: 'rule', name: this.own(name, place), body, about: `from ${body.trigger} to ${body.action}` };
  }

  private api(parent: ManifestPackage, operation: ManifestPackage['apis'][number]): ApiStep {
    const { api, basePath, path, method, response, place } = operation;
    const candidates = [...parent.actions, ...parent.sequences];
    const action = candidates.find(({ name }) => name === operation.action);
    if (action?.web !== undefined || !action) {
      const name = this.member(parent, operation.action, place);
      const secureKey = action?.annotations.get('require-whisk-auth');
      const step = { kind: 'api', name, about: `of ${api}, to ${fullName(name)}`, api, basePath, path } as const;
      const isKey = typeof secureKey === 'string' || typeof secureKey === 'number';
      return { ...step, method, response, ...(isKey && { secureKey }) };
    }
    throw manifestFailure(place, `the action '${operation.action}' is no web action; give it 'web: true'`);
  }

  private inputs(declared: DeclaredInputs, place: string, overrides: DeclaredInputs = new Map()): KeyValue[] {
    for (const name of [...declared.keys(), ...overrides.keys()]) this.declaredInputs.add(name);
    return toKeyValues(inputValues(declared, { overrides, params: this.parts.params }, `${place}.inputs`));
  }

  /** The name of something that the manifest defines, in a package or not. */
  private own(name: string, place: string, parent?: ManifestPackage): QualifiedName {
    if (name.includes('/')) throw manifestFailure(place, `'${name}' must be a name without a slash`);
    return parent ? this.member(parent, name, place) : this.entity(name, place);
  }

  /** A name without a slash is meant in the package. */
  private member(parent: ManifestPackage, name: string, place: string): QualifiedName {
    const isInPackage = !name.includes('/') && parent.name !== NO_PACKAGE;
    return this.entity(isInPackage ? `${parent.name}/${name}` : name, place);
  }

  private entity(text: string, place: string): QualifiedName {
    try {
      const name = parseEntityName(text);
      return name.namespace === '_' ? { ...name, namespace: this.parts.namespace } : name;
    } catch {
      throw manifestFailure(place, `'${text}' is no valid name`);
    }
  }
}

function webAnnotationsOf({ web, place }: Pick<ManifestAction, 'web' | 'place'>): readonly [string, boolean][] {
  if (web === undefined) return [];
  const annotations = webModeAnnotations(web);
  if (!annotations) throw manifestFailure(`${place}.web`, `'${web}' is none of yes, true, raw, no, false`);
  return annotations;
}

function webWord({ web }: Pick<ManifestAction, 'web'>): string[] {
  return web === undefined || ['no', 'false'].includes(web.toLowerCase())
    ? []
    : [web === 'raw' ? '(raw web)' : '(web)'];
}

/** `1.0`, which people write, as `1.0.0`, which the API takes. */
function threePartVersion(text: string, place: string): string {
  if (!/^\d+(\.\d+){0,2}$/.test(text)) throw manifestFailure(place, `'${text}' is no version such as 1.2.3`);
  const [major, minor = '0', patch = '0'] = text.split('.');
  return [major, minor, patch].join('.');
}
