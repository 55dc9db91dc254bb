import { join, resolve } from 'node:path';
import type { ArgumentRule, CommandGroup, CommandInput } from '../command';
import { exitCodes, Failure, usageFailure } from '../failure';
import type { FlagSpec } from '../flags';
import { applyPlan, takeBack } from '../project/apply';
import { besideManifest, exportProject } from '../project/export';
import { loadProject, planProject, projectPlace, type Project, type ProjectPlace } from '../project/load';
import { leftovers, managedEntities, managedTitle, marked, removeManaged } from '../project/managed';
import type { ProjectPlan } from '../project/plan';
import { deploymentPreview, undeploymentPreview } from '../project/preview';
import { formatYaml } from '../project/yaml';

const noArguments: ArgumentRule = { min: 0, max: 0, required: 'No arguments are required.' };

const placeFlags: readonly FlagSpec[] = [
  { flags: '--manifest <FILE>', description: 'the manifest (default: manifest.yaml or .yml of the project)' },
  { flags: '--project <DIR>', description: 'folder of the project', default: '.' },
  { flags: '--projectname <NAME>', description: 'NAME of the project, whatever the manifest calls it' },
  { flags: '--config <FILE>', description: 'properties file to use instead of .wskprops' },
  { flags: '-n, --namespace <NAMESPACE>', description: 'namespace to work in (default: that of the key)' },
];

const planFlags: readonly FlagSpec[] = [
  ...placeFlags,
  { flags: '--deployment <FILE>', description: 'the deployment file (default: deployment.yaml or .yml)' },
  { flags: '--strict', description: 'take what is odd about the files for an error' },
  { flags: '--preview', description: 'show what would be done, and do nothing' },
];

/** `wsk project ...`. */
export const projectGroup: CommandGroup = {
  name: 'project',
  description: 'deploy and undeploy what a manifest describes',
  commands: [
    {
      name: 'deploy',
      usage: '',
      description: 'create or replace everything that the manifest describes',
      arguments: noArguments,
      flags: planFlags,
      pairs: ['param'],
      run: deploy,
    },
    {
      name: 'undeploy',
      usage: '',
      description: 'delete everything that the manifest describes, or all of the project of --projectname',
      arguments: noArguments,
      flags: planFlags,
      pairs: ['param'],
      run: undeploy,
    },
    {
      name: 'sync',
      usage: '',
      description: 'deploy, and delete what an earlier sync of the project deployed and the manifest no longer has',
      arguments: noArguments,
      flags: planFlags,
      pairs: ['param'],
      run: sync,
    },
    {
      name: 'export',
      usage: '',
      description: 'write the manifest and the code of a project that sync deployed',
      arguments: noArguments,
      flags: placeFlags,
      run: exportManifest,
    },
  ],
};

async function deploy(input: CommandInput): Promise<void> {
  const project = await loadProject(input);
  await at(await projectPlace(input, project), async ({ session, namespace }) => {
    const plan = await planned(input, project, { namespace, withCode: true });
    if (input.flags.on('preview')) return session.out.lines(deploymentPreview(plan));
    await applyPlan(session, plan);
    session.out.line(`ok: deployed ${titleOf(plan)}`);
  });
}

async function sync(input: CommandInput): Promise<void> {
  const project = await loadProject(input);
  const name = project.manifest.name;
  if (!name) throw usageFailure('A managed project needs a name: project.name of the manifest, or --projectname.');
  await at(await projectPlace(input, project), async ({ session, namespace }) => {
    const plan = marked(await planned(input, project, { namespace, withCode: true }), name, project.file);
    const surplus = async () => leftovers(await managedEntities(session, namespace, name), plan);
    if (input.flags.on('preview')) return session.out.lines(deploymentPreview(plan, await surplus()));
    await applyPlan(session, plan);
    await removeManaged(session, await surplus());
    session.out.line(`ok: synced ${titleOf(plan)}`);
  });
}

/** `--projectname` without a manifest means what is marked with this name. */
async function undeploy(input: CommandInput): Promise<void> {
  const name = input.flags.text('projectname');
  if (name !== undefined && input.flags.text('manifest') === undefined) return undeployManaged(input, name);
  const project = await loadProject(input);
  await at(await projectPlace(input, project), async ({ session, namespace }) => {
    const plan = await planned(input, project, { namespace, withCode: false });
    if (input.flags.on('preview')) return session.out.lines(undeploymentPreview(plan));
    await takeBack(session, plan.steps);
    session.out.line(`ok: undeployed ${titleOf(plan)}`);
  });
}

async function undeployManaged(input: CommandInput, name: string): Promise<void> {
  await at(await projectPlace(input), async ({ session, namespace }) => {
    const entities = await managedEntities(session, namespace, name);
    if (entities.length === 0) throw unknownProject(name, namespace);
    if (input.flags.on('preview')) {
      const lines = entities.map((entity) => `  delete ${managedTitle(entity)}`);
      return session.out.lines([`Undeployment plan of project ${name}:`, ...lines]);
    }
    await removeManaged(session, entities);
    session.out.line(`ok: undeployed project ${name}`);
  });
}

async function exportManifest(input: CommandInput): Promise<void> {
  const { flags, session: outer } = input;
  const { surroundings } = outer;
  const name = flags.text('projectname');
  if (!name) throw usageFailure('The name of a managed project is required: --projectname NAME.');
  const file = flags.text('manifest') ?? join(flags.text('project') ?? '.', 'manifest.yaml');
  const manifest = resolve(surroundings.cwd, file);
  await refuseExisting(input, manifest);
  await at(await projectPlace(input), async ({ session, namespace }) => {
    const entities = await managedEntities(session, namespace, name);
    if (entities.length === 0) throw unknownProject(name, namespace);
    const { document, files, warnings } = await exportProject(session, name, entities);
    for (const file of files) await refuseExisting(input, besideManifest(manifest, file));
    for (const file of files) await surroundings.files.writeNew(besideManifest(manifest, file), file.content);
    await surroundings.files.writeNew(manifest, await formatYaml(document));
    for (const warning of warnings) session.err.line(`warning: ${warning}`);
    session.out.line(`ok: exported project ${name} to ${manifest}`);
  });
}

async function refuseExisting({ session }: CommandInput, path: string): Promise<void> {
  const content = await session.surroundings.files.read(path).catch(() => undefined);
  if (content !== undefined) throw usageFailure(`The file '${path}' already exists`);
}

/** The plan; what is odd about the files is told. */
async function planned(
  input: CommandInput,
  project: Project,
  options: { namespace: string; withCode: boolean },
): Promise<ProjectPlan> {
  const plan = await planProject(input, project, options);
  for (const text of project.remarks.texts) input.session.err.line(`warning: ${text}`);
  return plan;
}

/** Works with a place and lets go of its connections. */
async function at(place: ProjectPlace, work: (place: ProjectPlace) => Promise<void>): Promise<void> {
  try {
    await work(place);
  } finally {
    await place.session.client.close();
  }
}

function titleOf({ project, steps }: ProjectPlan): string {
  return `${project === undefined ? 'the project' : `project ${project}`}, ${steps.length} parts`;
}

function unknownProject(name: string, namespace: string): Failure {
  return new Failure(`Nothing in namespace '${namespace}' belongs to a project '${name}'.`, exitCodes.general);
}
