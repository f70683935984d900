import { type CumulativeTable, createCumulativeTable } from "../../numerics/random/cumulative-table.ts";
import type { RandomStream } from "../../numerics/random/stream.ts";
import type { SimulationStreams } from "../simulation-streams.ts";

/** What is simulated and how it is scored. */
export interface SimulationPlan {
  /** Expected counts by bin; events fall in proportion to them. */
  readonly rates: Float64Array;
  /** Factor on the rates inside the logarithm. */
  readonly rateFactor: number;
  /** Subtracted from every score. */
  readonly expectedCount: number;
  /** Number of events of one simulation; may draw from the stream, before any event does. */
  readonly drawEventCount: (stream: RandomStream) => number;
}

/**
 * Joint log-likelihoods of `simulations` catalogs drawn from the rates. Per simulation: the event count, then one
 * uniform an event, inverted as `searchsorted(cumsum(rates)/sum, u, side="right")`, which is pyCSEP's order of draws.
 * Where all rates are zero nothing can be drawn, and each score is that of an empty catalog.
 *
 * A simulation costs its events, not the bins: the array of counts is shared and only the touched bins are cleared,
 * and logarithms are taken once a bin, at its first event.
 */
export function simulateLogLikelihoods(plan: SimulationPlan, simulations: number, streams: SimulationStreams): Float64Array {
  const scores = new Float64Array(simulations).fill(0 - plan.expectedCount);
  if (!plan.rates.some((rate) => rate > 0)) return scores;
  const scoreOneCatalog = catalogScorer(plan, createCumulativeTable(plan.rates));
  for (let block = 0, simulation = 0; simulation < simulations; block++) {
    const stream = streams.streamOf(block);
    const blockEnd = Math.min(simulations, simulation + streams.blockSize);
    for (; simulation < blockEnd; simulation++) scores[simulation] = scoreOneCatalog(stream, plan.drawEventCount(stream));
  }
  return scores;
}

/** ln ω for the ω-th event of a bin. */
const LOG_COUNTS = Float64Array.from({ length: 256 }, (_, count) => Math.log(count));

function catalogScorer(plan: SimulationPlan, table: CumulativeTable): (stream: RandomStream, eventCount: number) => number {
  const { rates, rateFactor, expectedCount } = plan;
  const counts = new Uint32Array(rates.length);
  // 0 stands for "not yet taken"; a rate of exactly 1 is taken again each time, at no harm.
  const logRates = new Float64Array(rates.length);
  let drawn = new Int32Array(256);
  return (stream, eventCount) => {
    if (eventCount > drawn.length) drawn = new Int32Array(2 * eventCount);
    let score = 0;
    for (let event = 0; event < eventCount; event++) {
      const bin = table.sample(stream.nextDouble());
      drawn[event] = bin;
      let logRate = logRates[bin];
      if (logRate === 0) logRates[bin] = logRate = Math.log(rates[bin] * rateFactor);
      const count = ++counts[bin];
      score += logRate - (count < LOG_COUNTS.length ? LOG_COUNTS[count] : Math.log(count));
    }
    for (let event = 0; event < eventCount; event++) counts[drawn[event]] = 0;
    return score - expectedCount;
  };
}
