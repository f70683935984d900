import { expect, it } from "vitest";
import { logEValues } from "../log-e-values.ts";
import { insuredGain } from "../../../src/gate/anytime/insured-gain.ts";
import { DEFAULT_STAKES } from "../../../src/gate/anytime/stakes.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { sampleNormal } from "../../../src/numerics/random/samplers.ts";

const FLOOR = 3;

/**
 * ln of Σ w_k exp(λ_k Σ D' − ψ(λ_k) Σ (D' − g_t)²), ψ(λ) = (−ln(1 − cλ) − cλ)/c², with g_t = 0 and so c = B: the
 * empirical-Bernstein e-process (gate.md b5) on the same stakes, λ_k in units of 1/B.
 */
function empiricalBernstein(gains: readonly number[]): number[] {
  let sum = 0;
  let squares = 0;
  return gains.map((gain) => {
    sum += gain;
    squares += gain * gain;
    return Math.log(DEFAULT_STAKES.stakes.reduce((total, stake, k) => total + DEFAULT_STAKES.weights[k] * Math.exp((stake / FLOOR) * sum - ((-Math.log1p(-stake) - stake) / (FLOOR * FLOOR)) * squares), 0));
  });
}

it("never falls behind the empirical-Bernstein e-process centred at zero, and both see a large gain", () => {
  for (let replica = 0; replica < 100; replica++) {
    const stream = namedStream("empirical-bernstein", replica);
    const gains = Array.from({ length: 104 }, () => insuredGain(1.2 + sampleNormal(stream), FLOOR));
    const ours = logEValues(DEFAULT_STAKES, gains.map((gain) => gain / FLOOR));
    const theirs = empiricalBernstein(gains);
    // ln(1 + λx) ≥ λx − (−ln(1 − λ) − λ) x² for x ≥ −1 (Fan, Grama & Liu 2015).
    gains.forEach((_, t) => expect(ours[t] - theirs[t]).toBeGreaterThan(-1e-9));
    expect(theirs[103]).toBeGreaterThan(Math.log(40));
  }
});
