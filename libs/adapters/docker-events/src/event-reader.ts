import type { ContainerEvent, EventListener } from '@whisker/registrator';
import { StringDecoder } from 'node:string_decoder';

/** A line of `/events`, as far as it is read. */
interface DockerEvent {
  readonly Type?: string;
  readonly Action?: string;
  readonly Actor?: { readonly ID?: string; readonly Attributes?: Readonly<Record<string, string>> };
  readonly timeNano?: number;
}

/** A line that long is none of Docker's, characters. */
const MAX_LINE = 1_000_000;

/** Reads the stream of `/events`: JSON objects, a line each, cut anywhere. Tells of its end once. */
export class EventReader {
  readonly #listener: EventListener;
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';
  #over = false;

  constructor(listener: EventListener) {
    this.#listener = listener;
  }

  read(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#tell(line);
    if (this.#rest.length > MAX_LINE) this.end(new Error('Docker told an event that is too long'));
  }

  end(error: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#listener.ended(error);
  }

  /** Tells no more, not even the end. */
  stop(): void {
    this.#over = true;
  }

  #tell(line: string): void {
    if (this.#over || line.trim() === '') return;
    const event = eventOf(line);
    if (event) this.#listener.event(event);
  }
}

function eventOf(line: string): ContainerEvent | undefined {
  const { Type, Action, Actor, timeNano } = JSON.parse(exactTime(line)) as Omit<DockerEvent, 'timeNano'> & {
    readonly timeNano?: string;
  };
  const attributes = Actor?.Attributes ?? {};
  const id = Type === 'network' ? attributes['container'] : Actor?.ID;
  if (id === undefined || Action === undefined) return undefined;
  // A network's attributes are its own.
  const labels = Type === 'network' ? {} : attributes;
  return { id, action: Action, labels, position: positionOf(timeNano ?? '0') };
}

/** Nanoseconds are more than a JSON number holds. */
function exactTime(line: string): string {
  return line.replace(/"timeNano":\s*(\d+)/, '"timeNano":"$1"');
}

/** As `since` takes it: seconds, a point, nine digits. */
function positionOf(timeNano: string): string {
  const digits = timeNano.padStart(10, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`;
}
