import type { TextSink } from '../surroundings';

/** Writes the answers of commands to one stream. */
export class Printer {
  constructor(private readonly sink: TextSink) {}

  /** One line; the line end is added. */
  line(text = ''): void {
    this.sink.write(`${text}\n`);
  }

  lines(texts: readonly string[]): void {
    for (const text of texts) this.line(text);
  }

  /** A value as JSON, indented by four spaces; an absent value is `null`. */
  json(value: unknown): void {
    this.line(JSON.stringify(value ?? null, null, 4));
  }
}
