import { FeedRefusal } from './feed-refusal';

/** The refusals that all feeds have (spec: feeds). */
export const feedRefusals = {
  unsupported: () => new FeedRefusal('unsupported lifecycleEvent'),
  noTrigger: () => new FeedRefusal('no trigger name parameter was provided'),
  notFound: (trigger: string) => new FeedRefusal(`could not find trigger ${trigger} in the database`, 404),
  disabled: (trigger: string) => new FeedRefusal(`${trigger} cannot be updated because it is disabled`),
  disabledByAdmin: (trigger: string) =>
    new FeedRefusal(
      `${trigger} cannot be updated because it was disabled by an admin.  Please contact support for further assistance`,
    ),
  busy: (trigger: string) => new FeedRefusal(`${trigger} is being changed by somebody else; try again`, 409),
};
