import { manifestFailure } from './failure';

/** Parses YAML. `file` is for the message of the `Failure` that says where it is none. */
export async function parseYaml(text: string, file: string): Promise<unknown> {
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) throw manifestFailure(file, error.message.trimEnd());
  return document.toJS();
}

/** Writes YAML that {@link parseYaml} reads back. */
export async function formatYaml(value: unknown): Promise<string> {
  const { stringify } = await import('yaml');
  return stringify(value, { lineWidth: 0 });
}
