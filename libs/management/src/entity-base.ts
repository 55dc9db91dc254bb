import { FIRST_VERSION, nextVersion, type EntityBase, type EntityBody, type QualifiedName } from '@whisker/entities';

/** Which entity is written, and when. */
export interface Writing {
  readonly name: QualifiedName;
  /** epoch ms */
  readonly updated: number;
}

/** What a body makes of an entity, or of none: given members replace, the others stay as they are. */
export function entityBase(body: EntityBody, present: EntityBase | undefined, { name, updated }: Writing): EntityBase {
  return {
    name,
    version: body.version ?? (present ? nextVersion(present.version) : FIRST_VERSION),
    publish: body.publish ?? present?.publish ?? false,
    updated,
    annotations: body.annotations ?? present?.annotations ?? [],
  };
}
