import { sampleBinomial } from "../../numerics/random/sample-binomial.ts";
import type { RandomStream } from "../../numerics/random/stream.ts";
import { logFactorial } from "../../numerics/special-functions/log-gamma.ts";
import { type BinDrawer, quickDrawer } from "./bin-drawer.ts";
import { rateSummary } from "./rate-summary.ts";

/** Draws a catalog of `eventCount` events and returns Σ ω ln λ − Σ ln ω! over its bins. */
export type CatalogScorer = (stream: RandomStream, eventCount: number) => number;

/**
 * Event by event. λ/ω is multiplied up, with ω the running count of the bin, and a logarithm is taken only where the
 * product nears the end of the number range: once in some tens of events.
 */
export function eventScorer({ rates, draw }: BinDrawer): CatalogScorer {
  const counts = new Uint32Array(rates.length);
  return (stream, eventCount) => {
    const bins = draw(stream, eventCount);
    let score = 0;
    let product = 1;
    for (let event = 0; event < eventCount; event++) {
      const bin = bins[event];
      const factor = rates[bin] / ++counts[bin];
      if (factor > 1e-140 && factor < 1e140) product *= factor;
      else score += Math.log(factor);
      if (product < 1e-140 || product > 1e140) {
        score += Math.log(product);
        product = 1;
      }
    }
    for (let event = 0; event < eventCount; event++) counts[bins[event]] = 0;
    return score + Math.log(product);
  };
}

/** Mean count above which one binomial draw is quicker than the events themselves. */
const HEAVY = 8;

/**
 * The same law by the conditional method (Devroye 1986, XI.1.4): the counts of bins with many events are binomial, one
 * after another, given the events left; what remains falls event by event into the other bins.
 */
export function multinomialScorer(rates: Float64Array, meanEventCount: number): CatalogScorer {
  const { total, largest } = rateSummary(rates);
  const isHeavy = (rate: number): boolean => rate * meanEventCount > HEAVY * total;
  if (!isHeavy(largest)) return eventScorer(quickDrawer(rates));
  const heavy = rates.filter(isHeavy).sort().reverse();
  const light = rates.map((rate) => (isHeavy(rate) ? 0 : rate));
  let lightTotal = 0;
  for (const rate of light) lightTotal += rate;
  const scoreLight: CatalogScorer = lightTotal > 0 ? eventScorer(quickDrawer(light)) : () => 0;
  const shares = sharesOfRest(heavy, lightTotal);
  const logRates = heavy.map(Math.log);
  return (stream, eventCount) => {
    let left = eventCount;
    let score = 0;
    for (let place = 0; place < heavy.length && left > 0; place++) {
      const count = sampleBinomial(stream, left, shares[place]);
      left -= count;
      score += count * logRates[place] - logFactorial(count);
    }
    return left > 0 ? score + scoreLight(stream, left) : score;
  };
}

/** Each rate as a share of itself and all after it, `rest` included; summed from the smallest upward. */
function sharesOfRest(descending: Float64Array, rest: number): Float64Array {
  const shares = new Float64Array(descending.length);
  let after = rest;
  for (let place = descending.length - 1; place >= 0; place--) {
    shares[place] = descending[place] / (descending[place] + after);
    after += descending[place];
  }
  return shares;
}
