import type { EtasLikelihood } from "./log-likelihood.ts";
import type { PairList } from "./pair-kernel.ts";
import type { EtasRate } from "./rate.ts";

/** Pairs that give more than this share of a target's intensity are all in a sample. */
const RELEVANT_SHARE = 1e-4;
/** One in so many of the others is in, for all of them. */
const STRIDE = 64;

/**
 * The pairs that matter at a rate, and a sample of the rest. The choice follows a fixed pattern, so that the likelihood over
 * these pairs is a smooth function of the parameters, near to that over all pairs in the neighbourhood of the rate, and the
 * same on every run. On 141 million pairs of the QTM San Jacinto catalog 3 % are chosen; the log-likelihood of −67,062 comes
 * out 0.14 off, standard errors 0.04 %.
 */
export function samplePairs(likelihood: EtasLikelihood, rate: EtasRate): PairList {
  const { problem: { targets, background, sources } } = likelihood;
  const segments = new Uint32Array(4 * targets.length);
  const others = new Uint32Array(Math.ceil(sources.tDays.length / STRIDE) + 1);
  let entries = new Uint32Array(1 << 20);
  let used = 0;
  for (let j = 0; j < targets.length; j++) {
    const rates = likelihood.pairRates(rate, j);
    if (used + rates.length > entries.length) entries = enlarged(entries, used + rates.length);
    let intensity = rate.mu * background.atTargets[j];
    for (let i = 0; i < rates.length; i++) intensity += rates[i];
    const threshold = RELEVANT_SHARE * intensity;
    // The count begins elsewhere for every target, so that no source is always or never in.
    let passed = (7 * j) % STRIDE;
    let otherCount = 0;
    segments[4 * j] = used;
    for (let i = 0; i < rates.length; i++) {
      if (rates[i] > threshold) entries[used++] = i;
      else if (++passed === STRIDE) {
        others[otherCount++] = i;
        passed = 0;
      }
    }
    segments[4 * j + 1] = segments[4 * j + 2] = used;
    for (let k = 0; k < otherCount; k++) entries[used++] = others[k];
    segments[4 * j + 3] = used;
  }
  return { entries: entries.subarray(0, used), segments, weight: STRIDE };
}

function enlarged(entries: Uint32Array, needed: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(needed, Math.ceil(1.5 * entries.length)));
  larger.set(entries);
  return larger;
}
