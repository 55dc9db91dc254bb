import { usageFailure } from '../failure';

/** The kinds of document that can be shown whole or by a field. */
export type DocumentKind = 'action' | 'package' | 'rule' | 'trigger' | 'activation';

/** The fields of each kind in the order in which they are shown. */
const fields: Readonly<Record<DocumentKind, readonly string[]>> = {
  action: ['namespace', 'name', 'version', 'exec', 'annotations', 'parameters', 'limits', 'publish', 'updated'],
  package: [
    ...['namespace', 'name', 'version', 'publish', 'annotations', 'parameters'],
    ...['binding', 'actions', 'feeds', 'updated'],
  ],
  rule: ['namespace', 'name', 'version', 'annotations', 'status', 'trigger', 'action', 'publish', 'updated'],
  trigger: ['namespace', 'name', 'version', 'annotations', 'parameters', 'limits', 'publish', 'updated', 'rules'],
  activation: [
    ...['namespace', 'name', 'version', 'subject', 'activationId', 'cause', 'start', 'end', 'duration'],
    ...['statusCode', 'response', 'logs', 'annotations', 'publish'],
  ],
};

/** The document with its fields in the usual order; fields nobody knows follow. */
export function inUsualOrder(kind: DocumentKind, document: object): Record<string, unknown> {
  const given = new Map<string, unknown>(Object.entries(document));
  const known = fields[kind].filter((field) => given.has(field));
  return Object.fromEntries([...new Set([...known, ...given.keys()])].map((field) => [field, given.get(field)]));
}

/** The field the user meant, whatever the case of its letters. Throws a `Failure` where the kind has none such. */
export function knownField(kind: DocumentKind, typed: string): string {
  const field = fields[kind].find((name) => name.toLowerCase() === typed.toLowerCase());
  if (field === undefined) throw usageFailure(`Invalid field filter '${typed}'.`);
  return field;
}
