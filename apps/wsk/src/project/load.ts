import { dirname, join, resolve } from 'node:path';
import type { CommandInput } from '../command';
import { propertiesPath, resolveSettings } from '../config';
import { readInputFile } from '../input-file';
import { parseProperties, readPropertiesFile } from '../properties-file';
import { readPairs } from '../parameters';
import { connectedSession, type Session } from '../session';
import type { Surroundings } from '../surroundings';
import { execOf } from './action-code';
import { buildPlan } from './build-plan';
import { checkDeployment, readDeployment, type Deployment } from './deployment-file';
import { manifestFailure, Remarks } from './failure';
import { interpolated } from './interpolation';
import { readManifest, type Manifest, type ProjectConnection } from './manifest';
import type { ProjectPlan } from './plan';
import { parseYaml } from './yaml';

/** A project as its files describe it. */
export interface Project {
  readonly manifest: Manifest;
  readonly deployment: Deployment | undefined;
  readonly remarks: Remarks;
  /** Path of the manifest. */
  readonly file: string;
}

/** Where a command about a project works. */
export interface ProjectPlace {
  /** With a client of its own, which the caller closes. */
  readonly session: Session;
  readonly namespace: string;
}

/** Reads the manifest, and the deployment file where there is one. Throws a `Failure` for what is wrong with them. */
export async function loadProject({ flags, session }: CommandInput): Promise<Project> {
  const { surroundings } = session;
  const remarks = new Remarks(flags.on('strict'));
  const file = await locate('manifest', { flags, surroundings });
  if (file === undefined) {
    const folder = flags.text('project') ?? '.';
    throw manifestFailure('', `There is no manifest.yaml or manifest.yml in '${folder}'; name it with --manifest`);
  }
  const manifest = readManifest(await readDocument(file, surroundings, remarks), remarks);
  const settings = await locate('deployment', { flags, surroundings });
  if (settings === undefined) return { manifest: named(manifest, flags), deployment: undefined, remarks, file };
  const deployment = readDeployment(await readDocument(settings, surroundings, remarks), remarks);
  checkDeployment(deployment, manifest, remarks);
  return { manifest: named(manifest, flags), deployment, remarks, file };
}

/** The plan of a project; `withCode` false leaves out what only a deployment needs, so that it may be missing. */
export async function planProject(
  { pairs, session }: CommandInput,
  { manifest, deployment, remarks, file }: Project,
  { namespace, withCode }: { namespace: string; withCode: boolean },
): Promise<ProjectPlan> {
  const { surroundings } = session;
  const params = await readPairs(pairs, 'param', surroundings);
  const surface = { root: dirname(file), surroundings };
  return buildPlan(manifest, {
    deployment,
    params,
    namespace,
    remarks,
    execOf: (action) => (withCode ? execOf(action, surface, remarks) : Promise.resolve({ kind: '' })),
  });
}

/** Connects as flags, deployment file, manifest, environment and properties file say, in this order. */
export async function projectPlace({ flags, session }: CommandInput, project?: Project): Promise<ProjectPlace> {
  const { globals, surroundings } = session;
  const said = (key: keyof ProjectConnection): string | undefined =>
    project?.deployment?.connection[key] ?? project?.manifest.connection[key];
  const given = { ...globals, apihost: globals.apihost ?? said('apihost'), auth: globals.auth ?? said('auth') };
  const settled = resolveSettings(given, surroundings.env, parseProperties(await properties(flags, surroundings)));
  const settings = { ...settled, gatewayToken: said('gatewayToken') ?? settled.gatewayToken };
  const namespace = (flags.text('namespace') ?? said('namespace') ?? '_').replace(/^\//, '');
  return { session: connectedSession({ ...session, settings }), namespace };
}

async function properties(flags: CommandInput['flags'], surroundings: Surroundings): Promise<string> {
  const path = flags.text('config');
  if (path !== undefined) return (await readInputFile(path, surroundings)).toString('utf8');
  return readPropertiesFile(surroundings.files, propertiesPath(surroundings));
}

function named(manifest: Manifest, flags: CommandInput['flags']): Manifest {
  return { ...manifest, name: flags.text('projectname') ?? manifest.name };
}

/** The file that a flag names, or the one in the folder of the project that has its usual name. */
async function locate(
  kind: 'manifest' | 'deployment',
  { flags, surroundings }: { flags: CommandInput['flags']; surroundings: Surroundings },
): Promise<string | undefined> {
  const { cwd, files } = surroundings;
  const path = flags.text(kind);
  if (path !== undefined) return resolve(cwd, path);
  for (const extension of ['yaml', 'yml']) {
    const candidate = join(resolve(cwd, flags.text('project') ?? '.'), `${kind}.${extension}`);
    const content = await files.read(candidate).catch(() => undefined);
    if (content !== undefined) return candidate;
  }
  return undefined;
}

async function readDocument(file: string, surroundings: Surroundings, remarks: Remarks): Promise<unknown> {
  const text = (await readInputFile(file, surroundings)).toString('utf8');
  return interpolated(await parseYaml(text, file), surroundings.env, remarks);
}
