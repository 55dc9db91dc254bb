/** Greets in its log. */
function main({ payload }) {
  console.log(`hello ${payload}!`);
  return {};
}

exports.main = main;
