/** A request to a feed that cannot be met; its text is for the owner of the trigger (spec: feeds). */
export class FeedRefusal extends Error {
  /** @param status HTTP status */
  constructor(
    message: string,
    readonly status = 400,
  ) {
    super(message);
    this.name = 'FeedRefusal';
  }
}
