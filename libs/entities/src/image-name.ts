import { refuse } from './errors';

const HOST_LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/;
const PORT = /^\d+$/;
const PATH_PART = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9A-Fa-f]{32,}$/;

/**
 * Reads a container image by Docker's grammar of references: `[host[:port]/]path[:tag][@digest]`.
 * @returns the image without its digest: that is what the API stores and shows
 * @throws imageMalformed
 */
export function parseImageName(text: string): string {
  const at = text.indexOf('@');
  const image = at < 0 ? text : text.slice(0, at);
  if (at >= 0 && !DIGEST.test(text.slice(at + 1))) throw refuse.imageMalformed();
  const { path, tag } = splitTag(image);
  if (tag !== undefined && !TAG.test(tag)) throw refuse.imageMalformed();
  if (!isRepository(path.split('/'))) throw refuse.imageMalformed();
  return image;
}

/** The colon of a tag stands after the last slash; an earlier one belongs to a port. */
function splitTag(image: string): { readonly path: string; readonly tag?: string } {
  const colon = image.indexOf(':', image.lastIndexOf('/') + 1);
  return colon < 0 ? { path: image } : { path: image.slice(0, colon), tag: image.slice(colon + 1) };
}

function isRepository([first = '', ...rest]: readonly string[]): boolean {
  if (!rest.every((part) => PATH_PART.test(part))) return false;
  return PATH_PART.test(first) || (rest.length > 0 && isHost(first));
}

function isHost(text: string): boolean {
  const colon = text.indexOf(':');
  if (colon >= 0 && !PORT.test(text.slice(colon + 1))) return false;
  const host = colon < 0 ? text : text.slice(0, colon);
  return host.split('.').every((label) => HOST_LABEL.test(label));
}
