import { namedStream } from "../../../../src/numerics/random/named-stream.ts";
import { sampleNormal } from "../../../../src/numerics/random/samplers.ts";
import { longRunVariance } from "../../../../src/numerics/long-run-variance.ts";
import { mean } from "../../../../src/numerics/sums.ts";
import { spentAlpha } from "../../../../src/gate/anytime/alpha-spending.ts";
import { contestPath, type Estimate, estimateOf, type SimulationSize } from "../../../../src/gate/operating-characteristics/contest.ts";
import { eRule } from "./e-rules.ts";
import { tRule } from "../../../../src/gate/operating-characteristics/t-rules.ts";

/** What happens to a number of equally good challengers of one baseline that are watched together. */
export interface SeveralChallengers {
  /** Any of them passes the weekly T. */
  readonly anyByT: Estimate;
  readonly meanShippedByT: number;
  readonly meanShippedError: number;
  /** Any reaches e ≥ 20. */
  readonly anyUncorrected: Estimate;
  /** Any reaches 1/α_j with 5 % spent by order of registration. */
  readonly anyWithSpending: Estimate;
}

/** Gains are standard normal with correlation 0.36, from what the baseline scored. */
export function watchTogether(challengers: number, floor: number, { replicas, windows, seed }: SimulationSize): SeveralChallengers {
  const path = contestPath(windows);
  const weeklyT = tRule(0.025, windows);
  const uncorrected = eRule(floor, 20);
  const spending = Array.from({ length: challengers }, (_, k) => eRule(floor, 1 / spentAlpha(0.05, k + 1)));
  const first = { anyByT: new Int32Array(replicas), anyUncorrected: new Int32Array(replicas), anyWithSpending: new Int32Array(replicas) };
  const shippedByT = new Float64Array(replicas);
  for (let replica = 0; replica < replicas; replica++) {
    const stream = namedStream(seed, "several-challengers", replica);
    const common = Float64Array.from({ length: windows }, () => sampleNormal(stream));
    for (let k = 0; k < challengers; k++) {
      for (let t = 0; t < windows; t++) path.gains[t] = 0.6 * common[t] + 0.8 * sampleNormal(stream);
      const byT = weeklyT(path);
      if (byT > 0) shippedByT[replica]++;
      first.anyByT[replica] = earlier(first.anyByT[replica], byT);
      first.anyUncorrected[replica] = earlier(first.anyUncorrected[replica], uncorrected(path));
      first.anyWithSpending[replica] = earlier(first.anyWithSpending[replica], spending[k](path));
    }
  }
  return {
    anyByT: estimateOf(first.anyByT),
    meanShippedByT: mean(shippedByT),
    meanShippedError: Math.sqrt(longRunVariance(shippedByT, 0, "rectangular") / replicas),
    anyUncorrected: estimateOf(first.anyUncorrected),
    anyWithSpending: estimateOf(first.anyWithSpending),
  };
}

/** The earlier of two windows, where 0 is never. */
function earlier(a: number, b: number): number {
  return a === 0 || b === 0 ? Math.max(a, b) : Math.min(a, b);
}
