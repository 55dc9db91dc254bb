import type { Remarks } from './failure';
import { readConnection, type Manifest, type ProjectConnection } from './manifest';
import { Mapping } from './mapping';
import { manifestFailure } from './failure';
import type { DeclaredInputs } from './inputs';

/** What a deployment file sets for one package, action or trigger. */
export interface Choice {
  readonly inputs: DeclaredInputs;
  readonly annotations: ReadonlyMap<string, unknown>;
}

/** What a deployment file says, by the places of the manifest: `hello`, `hello.actions.greet`, `hello.triggers.t`. */
export interface Deployment {
  readonly name: string | undefined;
  readonly connection: ProjectConnection;
  readonly choices: ReadonlyMap<string, Choice>;
}

const kinds = ['actions', 'triggers'] as const;

/** Reads a parsed deployment file. */
export function readDeployment(document: unknown, remarks: Remarks): Deployment {
  const root = Mapping.of(document, '', remarks);
  const project = root.has('project') ? root.mapping('project') : root;
  const choices = new Map<string, Choice>();
  for (const [name, mapping] of project.mappings('packages')) {
    choices.set(name, choiceOf(mapping));
    for (const kind of kinds) {
      for (const [member, choice] of mapping.mappings(kind)) choices.set(`${name}.${kind}.${member}`, choiceOf(choice));
    }
  }
  return { name: project.text('name'), connection: readConnection(project), choices };
}

/**
 * Throws a `Failure` where the file belongs to another project;
 * remarks on what it sets for things that the manifest does not have.
 */
export function checkDeployment(deployment: Deployment, manifest: Manifest, remarks: Remarks): void {
  const { name, choices } = deployment;
  if (name !== undefined && manifest.name !== undefined && name !== manifest.name) {
    throw manifestFailure('the deployment file', `is of project '${name}', the manifest of project '${manifest.name}'`);
  }
  const known = new Set(manifest.packages.flatMap(placesOf));
  for (const place of choices.keys()) {
    if (!known.has(place)) remarks.add(`the deployment file, ${place}`, 'is not in the manifest and has no effect');
  }
}

function placesOf(parent: Manifest['packages'][number]): string[] {
  const members = kinds.flatMap((kind) => parent[kind].map(({ name }) => `${parent.name}.${kind}.${name}`));
  return [parent.name, ...members];
}

function choiceOf(mapping: Mapping): Choice {
  return { inputs: mapping.entries('inputs'), annotations: mapping.entries('annotations') };
}
