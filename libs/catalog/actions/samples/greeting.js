/** Greets somebody. */
function main({ name, payload, place = 'somewhere' }) {
  return { payload: `Hello, ${name ?? payload ?? 'stranger'} from ${place}!` };
}

exports.main = main;
