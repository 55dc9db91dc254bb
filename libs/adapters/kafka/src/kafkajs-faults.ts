import { BrokerFault, type FaultKind } from './broker-client';

/** What kafkajs throws has these, some of them. */
interface KafkajsError {
  readonly name?: string;
  readonly message?: string;
  readonly type?: string;
  readonly cause?: unknown;
}

const TOO_LARGE = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']);
/** Somebody has to change something. */
const LASTING = new Set([
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'SASL_AUTHENTICATION_FAILED',
  'UNSUPPORTED_SASL_MECHANISM',
  'ILLEGAL_SASL_STATE',
  'INVALID_TOPIC_EXCEPTION',
  'INVALID_REPLICATION_FACTOR',
  'INVALID_CONFIG',
  'POLICY_VIOLATION',
]);
const LASTING_NAMES = new Set(['KafkaJSSASLAuthenticationError']);

/** What kafkajs threw, as a fault. What is not known passes: the brokers may be restarting. */
export function kafkajsFault(thrown: unknown): BrokerFault {
  if (thrown instanceof BrokerFault) return thrown;
  const chain = [...causes(thrown)];
  const said = chain.map(({ message }) => message).find((message) => message) ?? String(thrown);
  return new BrokerFault(kindOf(chain), said, thrown);
}

/** Whether the brokers do not know the topic: it was deleted. */
export function isUnknownTopic(thrown: unknown): boolean {
  return [...causes(thrown)].some(({ type }) => type === 'UNKNOWN_TOPIC_OR_PARTITION');
}

function kindOf(chain: readonly KafkajsError[]): FaultKind {
  if (chain.some(({ type }) => TOO_LARGE.has(type ?? ''))) return 'too-large';
  const lasts = ({ type, name }: KafkajsError): boolean => LASTING.has(type ?? '') || LASTING_NAMES.has(name ?? '');
  return chain.some(lasts) ? 'lasting' : 'passing';
}

/** The error and what caused it, at most a few. */
function* causes(thrown: unknown): Generator<KafkajsError> {
  let error = thrown;
  for (let depth = 0; depth < 5 && typeof error === 'object' && error !== null; depth += 1) {
    yield error as KafkajsError;
    const { cause, errors } = error as KafkajsError & { readonly errors?: readonly unknown[] };
    error = cause ?? errors?.[0];
  }
}
