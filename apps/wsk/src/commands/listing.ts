import type { CommandInput, CommandSpec } from '../command';
import type { EntityDocument } from '../documents';
import { explained } from '../failure';
import { listFlags, nameSortFlag } from '../flags';
import { collectionPath, parseNamespace, type Collection } from '../names';
import { sortedByName } from '../output/entity-rows';
import type { Session } from '../session';

/** How the entities of a collection are listed. */
export interface Listing<T extends EntityDocument> {
  readonly collection: Collection;
  /** One line of the list. */
  readonly row: (document: T) => string;
  /** Fetches what the API's list leaves out; default: nothing is missing. */
  readonly complete?: (session: Session, documents: readonly T[]) => Promise<readonly T[]>;
}

/** Which part of which list to fetch. */
export interface ListQuery {
  readonly namespace: string;
  /** Lists the content of a package. */
  readonly packageName?: string;
  readonly limit: number | undefined;
  readonly skip: number | undefined;
}

/** The lines of a list, its title first. */
export async function fetchListing<T extends EntityDocument>(
  session: Session,
  { collection, row, complete }: Listing<T>,
  { namespace, packageName, limit, skip, nameSort }: ListQuery & { nameSort: boolean },
): Promise<string[]> {
  const path = collectionPath(collection, namespace, packageName);
  // The slash at the end tells the content of a package from an action of that name.
  const request = {
    method: 'GET',
    path: packageName === undefined ? path : `${path}/`,
    query: { limit, skip },
  } as const;
  const fetched = await session.client.request<readonly T[]>(request);
  const documents = complete ? await complete(session, fetched) : fetched;
  return [collection, ...(nameSort ? sortedByName(documents) : documents).map(row)];
}

/** Fetches and prints what `wsk KIND list` was asked for. */
export async function printListing<T extends EntityDocument>(
  { session, flags }: CommandInput,
  listing: Listing<T>,
  place: Pick<ListQuery, 'namespace' | 'packageName'>,
): Promise<void> {
  const range = { limit: flags.integer('limit'), skip: flags.integer('skip'), nameSort: flags.on('name-sort') };
  const sentence = `Unable to obtain the list of ${listing.collection} for namespace '${place.namespace}'`;
  session.out.lines(await explained(sentence, fetchListing(session, listing, { ...place, ...range })));
}

/** `wsk KIND list [/NAMESPACE]`. */
export function listCommand<T extends EntityDocument>(listing: Listing<T>): CommandSpec {
  return {
    name: 'list',
    usage: '[/NAMESPACE]',
    description: `list the ${listing.collection} of a namespace`,
    arguments: { min: 0, max: 1, required: 'An optional namespace is the only valid argument.' },
    flags: [...listFlags, nameSortFlag],
    run: (input) => printListing(input, listing, { namespace: parseNamespace(input.args[0]) }),
  };
}
