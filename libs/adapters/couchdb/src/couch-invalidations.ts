import { nameFromId } from '@whisker/entities';
import type { Following, InvalidationListener, InvalidationSource } from '@whisker/entity-store';
import { ChangesFollower, type ChangesFollowerOptions } from './changes-follower';
import type { CouchDatabase } from './couch-database';

export interface WatchedDatabases {
  readonly whisks: CouchDatabase;
  readonly subjects: CouchDatabase;
}

/** {@link InvalidationSource} from the changes feeds of CouchDB: none is lost, whoever wrote, with whichever tool. */
export class CouchInvalidations implements InvalidationSource {
  readonly #databases: WatchedDatabases;
  readonly #options: ChangesFollowerOptions | undefined;

  constructor(databases: WatchedDatabases, options?: ChangesFollowerOptions) {
    this.#databases = databases;
    this.#options = options;
  }

  async follow(listener: InvalidationListener): Promise<Following> {
    const { whisks, subjects } = this.#databases;
    const lost = () => listener.allChanged();
    const ofEntities = { changed: (id: string) => listener.entityChanged(nameFromId(id)), lost };
    const ofSubjects = { changed: () => listener.subjectsChanged(), lost };
    const followers = await Promise.all([
      ChangesFollower.start(whisks, ofEntities, this.#options),
      ChangesFollower.start(subjects, ofSubjects, this.#options),
    ]);
    return { close: async () => void (await Promise.all(followers.map((follower) => follower.close()))) };
  }
}
