import { isJsonObject, type JsonObject, type JsonValue } from '@whisker/entities';
import type { Reply } from '../api';

/** The page loads nothing and runs nothing. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const STYLE = [
  'body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}',
  'table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.2rem .5rem;border-bottom:1px solid #8884;vertical-align:top}',
  'code{font-size:.9em}:root{color-scheme:light dark}',
].join('');

/** A page that lists the operations of a description. */
export function docsPage(document: JsonObject, descriptionPath: string): Reply {
  const { title, description } = objectOf(document['info']);
  const base = textOf(document['basePath']).replace(/\/$/, '');
  const content = [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<meta name="viewport" content="width=device-width"><title>${escaped(textOf(title))}</title>`,
    `<style>${STYLE}</style></head><body><h1>${escaped(textOf(title))}</h1>`,
    `<p>${escaped(textOf(description))}. As data: <a href="${descriptionPath}">${descriptionPath}</a></p>`,
    '<table><thead><tr><th>Operation</th><th>Does</th><th>Query</th><th>Answers</th></tr></thead><tbody>',
    ...operationsOf(document).map((operation) => rowOf(base, operation)),
    '</tbody></table></body></html>',
  ].join('\n');
  const headers = ['Content-Security-Policy', POLICY, 'X-Content-Type-Options', 'nosniff'];
  return { status: 200, type: 'text/html; charset=UTF-8', headers, content };
}

interface Listed {
  readonly method: string;
  readonly path: string;
  readonly operation: JsonObject;
}

function operationsOf({ paths }: JsonObject): Listed[] {
  return Object.entries(objectOf(paths)).flatMap(([path, methods]) =>
    Object.entries(objectOf(methods)).flatMap(([method, operation]) =>
      isJsonObject(operation) ? [{ method, path, operation }] : [],
    ),
  );
}

function rowOf(base: string, { method, path, operation }: Listed): string {
  const parameters = Array.isArray(operation['parameters']) ? operation['parameters'].map(objectOf) : [];
  const query = parameters.filter((parameter) => parameter['in'] === 'query').map(({ name }) => textOf(name));
  const statuses = Object.keys(objectOf(operation['responses'])).join(' ');
  const cells = [
    `<code>${method.toUpperCase()} ${escaped(base + path)}</code>`,
    escaped(textOf(operation['summary'])),
    `<code>${escaped(query.join(' '))}</code>`,
    escaped(statuses),
  ];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

const objectOf = (value: JsonValue | undefined): JsonObject => (isJsonObject(value) ? value : {});

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => SIGNS[sign] ?? sign);
