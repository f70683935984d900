import { samplePoisson } from "../../numerics/random/samplers.ts";
import { type GriddedForecast, totalExpectedCount } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { orderedDrawer } from "../consistency/bin-drawer.ts";
import { jointLogLikelihood } from "../consistency/joint-log-likelihood.ts";
import { simulateBlocks } from "../consistency/simulate-blocks.ts";
import { empiricalQuantile, summarise } from "../consistency/simulated-distribution.ts";
import { observedBins, zeroRateBins } from "../observed-bins.ts";
import type { SimulatedTestResult } from "../result.ts";
import { namedSimulationStreams, type StreamName } from "../simulation-streams.ts";
import { drawPart, mixtureLogScore, type Weighted } from "./mixture-law.ts";

/**
 * L-test of a mixture: the observed joint log score among those of catalogs drawn from the mixture itself, each whole catalog from one part
 * that is drawn by its share, and scored by the mixture. The bins of an infinite loss are those of the last part.
 *
 * @param logScore the observed one
 */
export function mixtureLikelihoodTest(mixture: readonly Weighted<GriddedForecast>[], observed: ObservedEvents, logScore: number, simulations: number, seedNames: StreamName): SimulatedTestResult {
  const streams = namedSimulationStreams([...seedNames, "mixture L"]);
  const parts = mixture.map(({ share, part }) => {
    const total = totalExpectedCount(part);
    return { share, rates: part.expectedCounts, total, drawer: total > 0 ? orderedDrawer(part.expectedCounts) : undefined };
  });
  const scores = simulateBlocks(simulations, streams, (stream) => {
    const { total, drawer } = drawPart(parts, stream);
    const count = samplePoisson(stream, total);
    const bins = count === 0 || drawer === undefined ? new Int32Array(0) : drawer.draw(stream, count).subarray(0, count);
    return mixtureLogScore(parts.map(({ share, rates, total: expected }) => ({ share, part: jointLogLikelihood(rates, bins, 1, expected) })));
  });
  const { share, shareAddOne } = empiricalQuantile(scores, logScore);
  const forecast = mixture.at(-1)!.part;
  return {
    test: "L", observed: logScore, quantile: share, quantileAddOne: shareAddOne, simulations, seed: streams.seed, simulated: summarise(scores),
    informative: observed.count > 0 || parts.some(({ rates }) => rates.some((rate) => rate > 1)),
    infiniteAt: logScore === -Infinity ? zeroRateBins(forecast, "joint", forecast.expectedCounts, observedBins(forecast, observed, "joint")) : [],
  };
}
