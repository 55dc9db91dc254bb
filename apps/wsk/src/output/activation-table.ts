import type { ActivationDocument } from '../documents';
import { fromKeyValues } from '../parameters';
import { formatLocalTime } from './date-time';
import { formatDuration } from './duration';

interface Column {
  readonly title: string;
  /** Characters; a column without grows to its longest value. */
  readonly width?: number;
  value(activation: ActivationDocument): string;
}

const MAX_NAMESPACE = 20;
const MAX_NAME = 30;
const MAX_VERSION = 20;

/** Words for the status codes 0 to 3. */
const statusWords = ['success', 'application error', 'developer error', 'internal error'];

const columns: readonly Column[] = [
  { title: 'Datetime', width: 19, value: ({ start }) => formatLocalTime(start) },
  { title: 'Activation ID', width: 32, value: ({ activationId }) => activationId },
  { title: 'Kind', value: (activation) => String(annotation(activation, 'kind') ?? 'unknown') },
  {
    title: 'Start',
    width: 6,
    value: (activation) => (annotation(activation, 'initTime') === undefined ? 'warm' : 'cold'),
  },
  { title: 'Duration', width: 10, value: ({ duration = 0 }) => formatDuration(duration) },
  { title: 'Status', value: ({ statusCode = 0 }) => statusWords[statusCode] ?? String(statusCode) },
  { title: 'Entity', width: 0, value: entityOf },
];

/** The lines of `wsk activation list`, the titles first. */
export function activationTable(activations: readonly ActivationDocument[]): string[] {
  const rows = activations.map((activation) => columns.map(({ value }) => value(activation)));
  const widths = columns.map(({ width, title }, at) => width ?? longest([title, ...rows.map((row) => row[at] ?? '')]));
  const titles = columns.map(({ title }) => title);
  return [titles, ...rows].map((cells) => cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' '));
}

function entityOf({ namespace, name, version }: ActivationDocument): string {
  return `${shortened(namespace, MAX_NAMESPACE)}/${shortened(name, MAX_NAME)}:${shortened(version, MAX_VERSION)}`;
}

/** Long texts lose their middle: names tend to differ at the end. */
function shortened(text: string, max: number): string {
  if (text.length <= max) return text;
  const tail = Math.floor(max / 2);
  return `${text.slice(0, max - tail - 1)}…${text.slice(-tail)}`;
}

function annotation({ annotations }: ActivationDocument, key: string): unknown {
  return fromKeyValues(annotations).get(key);
}

function longest(texts: readonly string[]): number {
  return Math.max(...texts.map(({ length }) => length));
}
