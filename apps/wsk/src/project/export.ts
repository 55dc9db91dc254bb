import { dirname, join } from 'node:path';
import { NATIVE_IMAGE } from '../action-exec';
import { extensionOfKind } from '../action-kinds';
import type { ActionDocument, EntityDocument, Limits } from '../documents';
import { explained } from '../failure';
import { callFeed, FEED_ANNOTATION, feedOf } from '../feeds';
import { collectionPath, fullName, parseEntityName } from '../names';
import { fromKeyValues } from '../parameters';
import type { Session } from '../session';
import { isTyped, namesType } from './inputs';
import { MANAGED_ANNOTATION, type ManagedEntity } from './managed';
import { NO_PACKAGE } from './plan';

/** A file of code beside the manifest. */
export interface ExportedFile {
  /** Relative to the manifest. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** A manifest, as YAML will show it, and the code it refers to. */
export interface ExportedProject {
  readonly document: object;
  readonly files: readonly ExportedFile[];
  /** What could not be found out. */
  readonly warnings: readonly string[];
}

type Section = Record<string, unknown>;

/** What the API or wsk adds by itself, or what other keys of a manifest say. */
const ownAnnotations = [MANAGED_ANNOTATION, FEED_ANNOTATION, 'exec', 'binding', 'provide-api-key'];
const webAnnotations = ['web-export', 'raw-http', 'final'];

/** Reads the entities of a project back and describes them as a manifest that deploys them again. */
export async function exportProject(
  session: Session,
  name: string,
  entities: readonly ManagedEntity[],
): Promise<ExportedProject> {
  const exporter = new Exporter(session);
  for (const entity of entities) await explained(`Unable to export '${entity.name.path}'`, exporter.add(entity));
  const packages = Object.fromEntries(exporter.packages);
  return { document: { project: { name, packages } }, files: exporter.files, warnings: exporter.warnings };
}

class Exporter {
  readonly packages = new Map<string, Section>();
  readonly files: ExportedFile[] = [];
  readonly warnings: string[] = [];

  constructor(private readonly session: Session) {}

  async add({ collection, name }: ManagedEntity): Promise<void> {
    const path = collectionPath(collection, name.namespace, name.path);
    const query = collection === 'actions' ? { code: true } : {};
    const document = await this.session.client.request<never>({ method: 'GET', path, query });
    if (collection === 'actions') this.addAction(name.path, document);
    else if (collection === 'packages') this.addPackage(document);
    else if (collection === 'rules') this.addRule(document);
    else await this.addTrigger(name, document);
  }

  private addPackage(document: EntityDocument & { binding?: { namespace?: string; name?: string } }): void {
    const { binding, name, publish } = document;
    if (binding?.name !== undefined) {
      const location = ownName(`/${binding.namespace}/${binding.name}`, document);
      this.members(NO_PACKAGE, 'dependencies')[name] = { location, ...inputsAndAnnotations(document) };
    } else {
      Object.assign(this.section(name), { ...(publish && { public: true }), ...inputsAndAnnotations(document) });
    }
  }

  private addAction(path: string, document: ActionDocument): void {
    const [parent = NO_PACKAGE, name = ''] = path.includes('/') ? path.split('/') : [NO_PACKAGE, path];
    const { exec } = document;
    const common = { ...webOf(document), ...inputsAndAnnotations(document) };
    if (exec.kind === 'sequence') {
      const components = (exec.components ?? []).map((component) => ownName(component, document));
      this.members(parent, 'sequences')[name] = { actions: components.join(', '), ...common };
      return;
    }
    const source = {
      ...(exec.code && { function: this.saveCode(parent, document) }),
      ...(exec.kind === 'blackbox' ? imageOf(document) : { runtime: exec.kind }),
      ...(exec.main && { main: exec.main }),
    };
    this.members(parent, 'actions')[name] = { ...source, ...common, limits: limitsOf(document.limits) };
  }

  private saveCode(parent: string, { name, exec }: ActionDocument): string {
    const { kind, code = '', binary = false } = exec;
    const path = join('actions', parent, `${name}${extensionOfKind(kind, binary)}`);
    this.files.push({ path, content: binary ? Buffer.from(code, 'base64') : code });
    return path;
  }

  private addRule(document: EntityDocument & { trigger?: unknown; action?: unknown }): void {
    const trigger = ownName(referred(document.trigger), document).replace('/_/', '');
    const action = ownName(referred(document.action), document);
    const { annotations } = inputsAndAnnotations(document);
    this.members(NO_PACKAGE, 'rules')[document.name] = { trigger, action, ...(annotations && { annotations }) };
  }

  private async addTrigger(name: ManagedEntity['name'], document: EntityDocument): Promise<void> {
    const feed = feedOf(document);
    const inputs = feed && (await this.feedInputs(name, feed));
    this.members(NO_PACKAGE, 'triggers')[name.path] = {
      ...(feed && { feed: fullName(feed) }),
      ...inputsAndAnnotations(document),
      ...(inputs && { inputs }),
    };
  }

  /** Only the feed knows its parameters. */
  private async feedInputs(trigger: ManagedEntity['name'], feed: ManagedEntity['name']): Promise<Section | undefined> {
    try {
      const { response } = await callFeed(this.session, { feed, trigger, event: 'READ' });
      const { config } = (response?.result ?? {}) as { config?: Section };
      const { name: _name, namespace: _namespace, payload, ...params } = config ?? {};
      return inputsOf(
        new Map(Object.entries({ ...params, ...(payload !== undefined && { trigger_payload: payload }) })),
      );
    } catch (error) {
      this.warnings.push(`the inputs of trigger '${trigger.path}' are missing: ${(error as Error).message}`);
      return undefined;
    }
  }

  private members(parent: string, kind: string): Section {
    return (this.section(parent)[kind] ??= {}) as Section;
  }

  private section(name: string): Section {
    const section = this.packages.get(name) ?? {};
    this.packages.set(name, section);
    return section;
  }
}

function inputsAndAnnotations(document: EntityDocument): { inputs?: Section; annotations?: Section } {
  const skipped = [...ownAnnotations, ...(webOf(document).web === undefined ? [] : webAnnotations), 'conductor'];
  const annotations = [...fromKeyValues(document.annotations)].filter(([key]) => !skipped.includes(key));
  const inputs = inputsOf(fromKeyValues(document.parameters));
  return {
    ...(inputs && { inputs }),
    ...(annotations.length > 0 && { annotations: escaped(Object.fromEntries(annotations)) as Section }),
  };
}

/** Values that a manifest would take for declarations are written as the values of declarations. */
function inputsOf(parameters: ReadonlyMap<string, unknown>): Section | undefined {
  if (parameters.size === 0) return undefined;
  const entries = Array.from(parameters, ([key, value]): [string, unknown] => {
    const isAmbiguous = isTyped(value) || namesType(value);
    return [key, isAmbiguous ? { value: escaped(value) } : escaped(value)];
  });
  return Object.fromEntries(entries);
}

/** A manifest replaces variables of the environment: a `$` that is none is doubled. */
function escaped(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$');
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, escaped(item)]));
}

function webOf({ annotations }: EntityDocument): { web?: true | 'raw'; conductor?: true } {
  const values = fromKeyValues(annotations);
  const isUsual = values.get('web-export') === true && values.get('final') === true;
  return {
    ...(isUsual && { web: values.get('raw-http') === true ? ('raw' as const) : true }),
    ...(values.get('conductor') === true && { conductor: true }),
  };
}

function imageOf({ exec }: ActionDocument): object {
  return exec.image === NATIVE_IMAGE ? { native: true } : { docker: exec.image };
}

function limitsOf({ timeout, memory, logs, concurrency }: Limits = {}): object {
  return { timeout, memorySize: memory, logSize: logs, concurrentActivations: concurrency };
}

/** `{path, name}`, as the API answers, or a name. */
function referred(reference: unknown): string {
  const { path, name } = (reference ?? {}) as Partial<Record<string, string>>;
  return typeof reference === 'string' ? reference : `/${path}/${name}`;
}

/** A name in the namespace of its document is one in the namespace of whoever deploys it again. */
function ownName(name: string, { namespace }: EntityDocument): string {
  const parsed = parseEntityName(name);
  const isOwn = parsed.namespace === namespace.split('/')[0];
  return fullName(isOwn ? { ...parsed, namespace: '_' } : parsed);
}

/** Folder of an exported manifest, for the paths of its files. */
export function besideManifest(manifest: string, { path }: ExportedFile): string {
  return join(dirname(manifest), path);
}
