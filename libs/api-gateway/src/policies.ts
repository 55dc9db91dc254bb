import type { JsonObject, JsonValue } from '@whisker/entities';
import type { RateLimit, Security } from './compiled-api';
import { configurationOf, objectAt, objectsAt, optionalObjectAt, optionalTextAt } from './document-fields';
import { refuse } from './gateway-refusal';

const UNIT_MS: Readonly<Record<string, number>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};
const DEFAULT_KEY_HEADER = 'X-Api-Key';
const DEFAULT_SECRET_HEADER = 'X-Api-Secret';
/** The definition that asks for a secret beside the key. */
const SECRET_DEFINITION = 'client_secret';

/** Whether the gateway answers for other origins. @throws GatewayRefusal fieldInvalid */
export function readCors(document: JsonObject): boolean {
  const cors = optionalObjectAt(configurationOf(document)?.['cors'], 'cors');
  return cors?.['enabled'] === true;
}

/** The rate limit of an API: the first of its list. @throws GatewayRefusal rateLimitInvalid, fieldInvalid */
export function readRateLimit(document: JsonObject): RateLimit | undefined {
  const [limit] = objectsAt(document['x-gateway-rate-limit'] ?? document['x-ibm-rate-limit'], 'x-gateway-rate-limit');
  if (!limit) return undefined;
  const { unit = 'minute', units = 1, rate } = limit;
  const unitMs = typeof unit === 'string' && Object.hasOwn(UNIT_MS, unit) ? UNIT_MS[unit] : undefined;
  if (unitMs === undefined || !isPositive(units) || !isPositive(rate)) throw refuse.rateLimitInvalid();
  return { intervalMs: unitMs * units, rate };
}

function isPositive(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

/**
 * What callers of an API must show: every definition counts, whether or not `security` names it. One the gateway
 * cannot check is refused rather than passed over.
 * @throws GatewayRefusal securityUnsupported, fieldInvalid
 */
export function readSecurity(document: JsonObject): readonly Security[] {
  const definitions = optionalObjectAt(document['securityDefinitions'], 'securityDefinitions') ?? {};
  const secret = optionalObjectAt(definitions[SECRET_DEFINITION], SECRET_DEFINITION);
  const others = Object.keys(definitions).filter((name) => name !== SECRET_DEFINITION);
  const secretHeader = secret && keyHeader(SECRET_DEFINITION, secret, DEFAULT_SECRET_HEADER);
  if (secretHeader !== undefined && others.length === 0)
    return [{ type: 'apiKey', header: DEFAULT_KEY_HEADER.toLowerCase(), secretHeader }];
  return others.map((name) => {
    const definition = objectAt(definitions[name], name);
    if (definition['type'] === 'oauth2')
      return { type: 'oauth2', provider: optionalTextAt(definition['x-provider'], 'x-provider') ?? name };
    const header = keyHeader(name, definition, DEFAULT_KEY_HEADER);
    return { type: 'apiKey', header, ...(secretHeader !== undefined && { secretHeader }) };
  });
}

function keyHeader(name: string, definition: JsonObject, standard: string): string {
  if (definition['type'] !== 'apiKey' || (definition['in'] ?? 'header') !== 'header')
    throw refuse.securityUnsupported(name);
  return (optionalTextAt(definition['name'], 'name') ?? standard).toLowerCase();
}
