/** The time of the platform. */
function main() {
  return { date: new Date().toISOString() };
}

exports.main = main;
