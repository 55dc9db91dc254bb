import { performance } from 'node:perf_hooks';

/** The value below which the fraction `p` of the samples lies. */
export function quantile(samples, p) {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
}

export const median = (samples) => quantile(samples, 0.5);

/** Calls `one` from `clients` loops for `ms`. @returns latencies in ms and calls a second */
export async function closedLoop(clients, ms, one) {
  const latencies = [];
  const begun = performance.now();
  const end = begun + ms;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let before = performance.now(); before < end;) {
        await one();
        const after = performance.now();
        latencies.push(after - before);
        before = after;
      }
    }),
  );
  return { latencies, rate: (latencies.length / (performance.now() - begun)) * 1000 };
}

/** Alternates contenders for `rounds` rounds, so that noise meets all of them. @returns results by name */
export async function interleaved(contenders, rounds, run) {
  const results = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, contender] of Object.entries(contenders)) results[name].push(await run(contender));
  }
  return results;
}

/**
 * Alternates contenders call by call: for those that share a platform, so that each meets the same moments of it.
 * @param settle awaited after each call, outside of what is measured
 * @returns latencies in ms by name
 */
export async function alternately(contenders, { calls, settle }) {
  const latencies = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let call = 0; call < calls; call += 1) {
    for (const [name, contender] of Object.entries(contenders)) {
      const before = performance.now();
      await contender();
      latencies[name].push(performance.now() - before);
      await settle?.();
    }
  }
  return latencies;
}

export const ms = (value) => `${value.toFixed(value < 10 ? 3 : 1)} ms`;
export const perSecond = (value) => `${Math.round(value)}/s`;
