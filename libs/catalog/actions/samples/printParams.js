/** Prints each argument to the log. */
function main(params) {
  for (const [name, value] of Object.entries(params)) {
    console.log(`${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  }
  return {};
}

exports.main = main;
