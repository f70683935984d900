import { insuredGain } from "../../../../src/gate/anytime/insured-gain.ts";
import { adjustedAverage } from "./adjusted-average.ts";
import type { ContestPath, Rule } from "../../../../src/gate/operating-characteristics/contest.ts";
import { firstReaching } from "./e-rules.ts";
import { runMixture } from "../../../../src/gate/operating-characteristics/mixture-values.ts";

/** One offset only: every span-th window, which do not overlap. */
export function oneOffsetRule(floor: number, bar: number, span: number): Rule {
  return ({ gains, windows }) => span * firstReaching(Math.floor(windows / span), bar, (k) => insuredGain(gains[k * span], floor) / floor);
}

/** Plain average of the offsets' e-processes, looked at every week: not valid at every stopping time. */
export function averageRule(floor: number, bar: number, span: number): Rule {
  return (path) => {
    const values = offsetValues(path, floor, span);
    for (let t = 0; t < path.windows; t++) {
      let sum = 0;
      for (const offset of values) sum += offset[t];
      if (sum / span >= bar) return t + 1;
    }
    return 0;
  };
}

/** Average of the adjusted running maxima. */
export function adjustedAverageRule(floor: number, bar: number, span: number): Rule {
  const logBar = Math.log(bar);
  return (path) => {
    const values = offsetValues(path, floor, span);
    const largest = new Array<number>(span).fill(0);
    for (let t = 0; t < path.windows; t++) {
      values.forEach((offset, k) => (largest[k] = Math.max(largest[k], Math.log(offset[t]))));
      // The adjusted average is below the largest adjusted maximum, and that below half the maximum itself.
      if (Math.max(...largest) >= logBar && adjustedAverage(largest) >= logBar) return t + 1;
    }
    return 0;
  };
}

/** Each offset's e-process as a value at every window of the whole sequence. */
function offsetValues({ gains, windows }: ContestPath, floor: number, span: number): Float64Array[] {
  return Array.from({ length: span }, (_, offset) => {
    const values = new Float64Array(windows);
    runMixture(windows, (t) => (t % span === offset ? insuredGain(gains[t], floor) / floor : 0), values);
    return values;
  });
}
