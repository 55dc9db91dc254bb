const { setTimeout: wait } = require('node:timers/promises');

/** Counts words as `wordCount` does, and tells so a little later. */
async function main({ payload = '' }) {
  const { length } = String(payload).split(' ');
  console.log(`The message '${payload}' has ${length} words`);
  await wait(100);
  return { count: length };
}

exports.main = main;
