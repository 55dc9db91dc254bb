/** Characters a query may hold as they are, besides those `encodeURIComponent` leaves; by their codes. */
const KEPT = /%(?:24|2C|3A|3B|40|2F|3F)/g;

/**
 * `__ow_query`: the query with its encoding made uniform, blanks as `+`. What cannot be decoded becomes U+FFFD.
 * @param search as sent, without `?`
 */
export function renderQuery(search: string): string {
  if (search === '') return '';
  const parts = search.split('&').filter((part) => part !== '');
  return parts.map(renderPart).join('&');
}

function renderPart(part: string): string {
  const equals = part.indexOf('=');
  if (equals < 0) return recode(part);
  return `${recode(part.slice(0, equals))}=${recode(part.slice(equals + 1))}`;
}

function recode(text: string): string {
  // The decoder of forms never fails, whatever is sent.
  const [value = ''] = new URLSearchParams(`x=${text}`).values();
  return encodeURIComponent(value).replaceAll('%20', '+').replace(KEPT, decodeURIComponent);
}
