import type { RandomStream } from "../../numerics/random/stream.ts";
import type { SimulationStreams } from "../simulation-streams.ts";
import { orderedDrawer } from "./bin-drawer.ts";
import { type CatalogScorer, eventScorer, multinomialScorer } from "./catalog-scorer.ts";
import { rateSummary } from "./rate-summary.ts";
import { simulateBlocks } from "./simulate-blocks.ts";

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
  /** Mean of drawEventCount: chooses how bins are drawn, never their law. */
  readonly meanEventCount: number;
}

/**
 * Joint log-likelihoods of `simulations` catalogs drawn from the rates: the event count, then the events' bins. With
 * event-by-event streams one uniform an event, inverted as `searchsorted(cumsum(rates)/sum, u, side="right")`, which is
 * pyCSEP's order of draws; else bins that many events share are drawn as counts. Where all rates are zero nothing can
 * be drawn, and each score is that of an empty catalog.
 *
 * A simulation costs its events at most, not the bins: the array of counts is shared and only touched bins are cleared.
 */
export function simulateLogLikelihoods(plan: SimulationPlan, simulations: number, streams: SimulationStreams): Float64Array {
  const { rates, rateFactor, expectedCount, meanEventCount } = plan;
  if (!(rateSummary(rates).largest > 0)) return new Float64Array(simulations).fill(0 - expectedCount);
  const score: CatalogScorer = streams.eventByEvent ? eventScorer(orderedDrawer(rates)) : multinomialScorer(rates, meanEventCount);
  const logFactor = Math.log(rateFactor);
  return simulateBlocks(simulations, streams, (stream) => {
    const count = plan.drawEventCount(stream);
    return count === 0 ? 0 - expectedCount : score(stream, count) + count * logFactor - expectedCount;
  });
}
