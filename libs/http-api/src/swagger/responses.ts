import type { JsonObject } from '@whisker/entities';
import { defined, type Schema } from './schema';

const answer = (description: string, schema?: Schema): JsonObject => ({ description, ...(schema && { schema }) });

const refused = (description: string): JsonObject => answer(description, defined('ErrorMessage'));

/** Answers that many operations give, by name. */
export const sharedResponses = {
  BadRequest: refused('Something in the request is wrong; the text tells what'),
  UnauthorizedRequest: refused('The credentials are missing, wrong (401) or not good enough (403)'),
  ServerError: refused('The platform failed'),
  AddedItem: answer('Made', defined('ItemId')),
  UpdatedItem: answer('Changed', defined('ItemId')),
  DeletedItem: answer('Deleted; the answer is what it was'),
  ItemNotFound: refused('There is nothing of this name'),
  Timeout: answer('Kept for clients that know it; never sent'),
  Conflict: refused('Something of this name exists, or is of another collection, or was changed meanwhile'),
  AcceptedActivation: answer('Accepted; the record can be read once it ended', defined('ActivationId')),
  AcceptedRuleStateChange: answer('The rule has the state asked for'),
  RequestEntityTooLarge: refused('Some part of the request is larger than allowed'),
  NoActiveRules: answer('No active rule: nothing was done'),
  TooManyRequests: refused('More requests than the namespace may make'),
  NotAcceptable: refused('The operation was done, but its answer is in no type the client takes'),
  UnsupportedType: refused('The body is of a type other than application/json'),
  CircularBinding: refused('The package binding leads back to itself'),
  Unavailable: refused('The platform cannot take this now'),
} as const satisfies Readonly<Record<string, JsonObject>>;

/** Name of a shared answer. */
export type SharedResponse = keyof typeof sharedResponses;

/** `#/responses/name`. */
export const shared = (name: SharedResponse): JsonObject => ({ $ref: `#/responses/${name}` });

/** An answer of one operation. */
export const responding = answer;
