import type { CommandGroup, CommandInput } from '../command';
import { explained } from '../failure';
import { nameSortFlag } from '../flags';
import type { Session } from '../session';
import { actionListing } from './action';
import { ownNamespaceAtMost } from './everything';
import { fetchListing } from './listing';
import { packageListing } from './package';
import { ruleListing } from './rule';
import { triggerListing } from './trigger';

const NAMESPACE = '_';

/** `wsk namespace ...`. */
export const namespaceGroup: CommandGroup = {
  name: 'namespace',
  description: 'work with namespaces',
  commands: [
    {
      name: 'list',
      usage: '',
      description: 'list the namespaces of the key',
      arguments: ownNamespaceAtMost,
      flags: [nameSortFlag],
      run: listNamespaces,
    },
    {
      name: 'get',
      usage: '',
      description: 'list everything in the namespace of the key',
      arguments: ownNamespaceAtMost,
      flags: [nameSortFlag],
      run: listEntities,
    },
  ],
};

async function listNamespaces({ session, flags }: CommandInput): Promise<void> {
  const request = session.client.request<readonly string[]>({ method: 'GET', path: 'namespaces' });
  const namespaces = await explained('Unable to obtain the list of available namespaces', request);
  session.out.lines(['namespaces', ...(flags.on('name-sort') ? namespaces.toSorted() : namespaces)]);
}

/** `wsk namespace get` and `wsk list`. */
export async function listEntities({ session, flags }: CommandInput): Promise<void> {
  const sentence = `Unable to obtain the list of entities for namespace '${NAMESPACE}'`;
  const blocks = await explained(sentence, fetchBlocks(session, flags.on('name-sort')));
  session.out.line(`Entities in namespace: ${NAMESPACE}`);
  session.out.lines(blocks.flat());
}

function fetchBlocks(session: Session, nameSort: boolean): Promise<string[][]> {
  const everything = { namespace: NAMESPACE, limit: 0, skip: 0, nameSort };
  return Promise.all([
    fetchListing(session, packageListing, everything),
    fetchListing(session, actionListing, everything),
    fetchListing(session, triggerListing, everything),
    fetchListing(session, ruleListing, everything),
  ]);
}
