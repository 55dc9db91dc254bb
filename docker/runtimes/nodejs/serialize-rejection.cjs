// @ts-check
'use strict';

/** Seen by clients although `JSON.stringify` leaves them out of an Error. */
const HIDDEN_MEMBERS = ['name', 'message', 'stack', 'code'];

/**
 * What a rejected promise shows to the caller: a value as JSON can hold it. Errors keep their name, message, stack and
 * own members; functions among the members are left out; a member that contains itself becomes `[Circular]`.
 *
 * @param {unknown} reason
 * @param {object[]} [ancestors]
 * @returns {unknown}
 */
function serializeRejection(reason, ancestors = []) {
  if (typeof reason === 'function') return `[Function: ${reason.name || 'anonymous'}]`;
  if (typeof reason === 'bigint' || typeof reason === 'symbol') return String(reason);
  if (typeof reason !== 'object' || reason === null) return reason;
  if ('toJSON' in reason && typeof reason.toJSON === 'function') return reason.toJSON();
  if (ancestors.includes(reason)) return '[Circular]';

  const path = [...ancestors, reason];
  if (Array.isArray(reason)) return reason.map((member) => serializeRejection(member, path));
  return serializeMembers(/** @type {Record<string, unknown>} */ (reason), path);
}

/**
 * @param {Record<string, unknown>} source
 * @param {object[]} path
 */
function serializeMembers(source, path) {
  /** @type {Record<string, unknown>} */
  const copy = {};
  for (const [key, member] of Object.entries(source)) {
    if (typeof member !== 'function') copy[key] = serializeRejection(member, path);
  }
  for (const key of HIDDEN_MEMBERS) {
    if (typeof source[key] === 'string') copy[key] = source[key];
  }
  return copy;
}

module.exports = { serializeRejection };
