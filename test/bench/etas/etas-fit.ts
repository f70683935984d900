import { etasResiduals } from "../../../src/forecasters/etas/fit/residuals.ts";
import { fitEtas } from "../../../src/forecasters/etas/fit/fit-etas.ts";
import { createEtasLikelihood } from "../../../src/forecasters/etas/likelihood/log-likelihood.ts";
import { plainPairSums } from "../../../src/forecasters/etas/likelihood/pair-sums-plain.ts";
import { hasShared } from "../../support/shared.ts";
import { cpuTime, formatTable } from "../cpu-time.ts";
import { outlineGain } from "./outline-gain.ts";
import { mizrahiExample, sanJacinto, type ReferenceProblem } from "./reference-problems.ts";

/**
 * Fits the example of `lmizrahi/etas` and EarthquakeNPP's SanJac_10 and sets the figures beside those of the package, which
 * were measured elsewhere on a machine of two virtual processors and stored (`peer`); SanJac_10 with others working there.
 */
export function etasBench(): void {
  if (!hasShared) {
    console.log("needs the reference folder ../shared");
    return;
  }
  console.log(formatTable([["problem", "pairs", "ns a pair", "plain JavaScript"], ...[mizrahiExample()].map(kernelRow)]));
  for (const reference of [mizrahiExample(), sanJacinto()]) {
    console.log(`\n## ${reference.name}: ${reference.fitting.sources.tDays.length} sources, ${reference.fitting.targets.length} targets`);
    for (const taper of [true, false]) fitAndTell(reference, taper);
  }
  outlineGain();
}

function kernelRow({ name, fitting, peerRate }: ReferenceProblem): string[] {
  const likelihood = createEtasLikelihood(fitting);
  const perPair = (run: () => unknown, repeats: number): string => ((cpuTime(run, repeats).medianMs * 1e6) / likelihood.pairCount).toFixed(1);
  return [name, String(likelihood.pairCount), perPair(() => likelihood.evaluate(peerRate), 5), perPair(() => plainPairSums(fitting, peerRate), 1)];
}

function fitAndTell(reference: ReferenceProblem, taper: boolean): void {
  const { fitting, testing, beta, peerRate, peerTestScore, poissonPerEvent, peerSeconds, peerPeakMb } = reference;
  const start = performance.now();
  const before = process.cpuUsage();
  const fit = fitEtas(fitting, { magnitudes: { beta, maximumMagnitude: 8 }, taper });
  const { user, system } = process.cpuUsage(before);
  const wallSeconds = (performance.now() - start) / 1000;
  const likelihood = createEtasLikelihood(fitting);
  const count = testing.targets.length;
  const gain = createEtasLikelihood(testing).evaluate(fit.rate).logLikelihood / count - poissonPerEvent;
  const { times, gaps } = etasResiduals(likelihood, fit.rate);
  console.log(`\n${taper ? "with a taper" : "without a taper"}: ${fit.state}, |gradient| ${fit.largestGradient.toExponential(1)}, evaluations ${JSON.stringify(fit.evaluations)}, at bound: ${fit.atBound.join(" ") || "none"}`);
  console.log(formatTable([
    ["", "here", "peer"],
    ["log-likelihood", fit.logLikelihood.toFixed(2), likelihood.evaluate(peerRate).logLikelihood.toFixed(2)],
    ["gain on the test window, nats/event", gain.toFixed(4), (peerTestScore.ll_per_event - poissonPerEvent).toFixed(4)],
    ["seconds (wall)", wallSeconds.toFixed(1), peerSeconds.toFixed(0)],
    ["seconds (CPU)", ((user + system) / 1e6).toFixed(1), ""],
    ["peak MB of the process so far", (process.resourceUsage().maxRSS / 1024).toFixed(0), peerPeakMb.toFixed(0)],
    ["branching ratio to M 8", fit.branchingRatio.toFixed(4), ""],
  ]));
  console.log(`gates ${JSON.stringify(fit.gates)}`);
  console.log(`residuals: times p = ${times.pValue.toPrecision(3)}, gaps p = ${gaps.pValue.toPrecision(3)}`);
  if (fit.errors === undefined) return;
  console.log(formatTable([
    ["", "estimate", "error", "95 %"],
    ...fit.errors.estimates.map(({ name, value, standardError, interval }) => [name, value.toPrecision(5), standardError.toPrecision(3), interval.map((side) => side.toPrecision(4)).join(" to ")]),
  ]));
}
