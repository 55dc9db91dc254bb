import type { IncomingMessage } from 'node:http';
import { VERB_LIST } from './verbs';

/** The headers with which the gateway lets pages of any origin call an API. */
export function corsHeaders({ headers }: Pick<IncomingMessage, 'headers'>): Readonly<Record<string, string>> {
  const asked = headers['access-control-request-headers'];
  return {
    'Access-Control-Allow-Origin': headers.origin ?? '*',
    'Access-Control-Allow-Methods': VERB_LIST,
    'Access-Control-Allow-Credentials': 'true',
    ...(asked !== undefined && { 'Access-Control-Allow-Headers': asked }),
    // What is allowed depends on who asks: a cache must not give the answer to another one.
    Vary: 'Origin',
  };
}

/** Whether a backend's header is replaced where the gateway answers for other origins. */
export function isCorsHeader(name: string): boolean {
  return name.toLowerCase().startsWith('access-control-');
}
