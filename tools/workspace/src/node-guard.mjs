/**
 * The first line of every program: on a Node that is too old it says so, before anything else fails in a way nobody
 * understands. Written so that any Node can read it.
 * @param {number} oldest major version
 * @returns {string} JavaScript
 */
export function nodeGuard(oldest) {
  const text = `' is too old, version ${oldest} or newer is needed. Start with npm start, bin/whisker or bin/wsk: they find the right one.'`;
  return `if (parseInt(process.versions.node, 10) < ${oldest}) { console.error('Node ' + process.versions.node + ${text}); process.exit(1); }`;
}
