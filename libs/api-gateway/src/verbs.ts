const VERBS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];

/** The verbs an API can have, as a header lists them. */
export const VERB_LIST = VERBS.join(', ');

/** Whether this is a verb an API can have, in any case. */
export function isVerb(text: string): boolean {
  return VERBS.includes(text.toUpperCase());
}
