import { readFileSync } from "node:fs";
import { createEtasLikelihood } from "../../../../src/forecasters/etas/likelihood/log-likelihood.ts";
import { fitEtas, type EtasFit } from "../../../../src/forecasters/etas/fit/fit-etas.ts";
import { etasResiduals } from "../../../../src/forecasters/etas/fit/residuals.ts";
import { simulateCatalogs } from "../../../../src/forecasters/etas/simulate.ts";
import { pointInRing } from "../../../../src/seismicity/polygon.ts";
import { polygonRegion } from "../../../../src/seismicity/region.ts";
import { MS_PER_DAY } from "../../../../src/seismicity/time.ts";
import { MAXIMUM_MAGNITUDE, mizrahiExample, sanJacinto, type ReferenceProblem } from "../reference-problems.ts";
import type { Effort, OurFit, OurJob } from "./sides.ts";

/** Our side of the benchmark: a fit, and catalogs from it. */
const job = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as OurJob;
const reference = job.problem === "example" ? mizrahiExample() : sanJacinto();
const fit = fitted(reference, job.taper);
if (job.simulations > 0) simulated(reference, fit, job.simulations);

function fitted({ fitting, testing, beta }: ReferenceProblem, taper: boolean): EtasFit {
  const { effort, result } = timed(() => fitEtas(fitting, { magnitudes: { beta, maximumMagnitude: MAXIMUM_MAGNITUDE }, taper }));
  const { times, gaps } = etasResiduals(createEtasLikelihood(fitting), result.rate);
  const { state, largestGradient, atBound, evaluations, branchingRatio, gates, logLikelihood, errors } = result;
  const line: OurFit & { job: string } = {
    job: "fit", ...effort, taper, logLikelihood, testScore: createEtasLikelihood(testing).evaluate(result.rate).logLikelihood / testing.targets.length,
    state, largestGradient, atBound, evaluations, branchingRatio: Number.isFinite(branchingRatio) ? branchingRatio : null, gates, residuals: { times: times.pValue, gaps: gaps.pValue }, estimates: errors?.estimates ?? [],
  };
  console.log(JSON.stringify(line));
  return result;
}

/** One-day catalogs after the fitted window, conditioned on every event before; background spread evenly over the region. */
function simulated({ ring, known, areaKm2, fitting, beta }: ReferenceProblem, { normalized }: EtasFit, count: number): void {
  const region = polygonRegion("fitted", ring, 0.1);
  const { mu, ...rest } = normalized;
  const end = known.end + MS_PER_DAY;
  const { effort, result } = timed(() => {
    let [events, squares] = [0, 0];
    const catalogs = simulateCatalogs({
      parameters: { ...rest, muPerDay: mu * areaKm2, beta, referenceMagnitude: fitting.referenceMagnitude, maximumMagnitude: MAXIMUM_MAGNITUDE },
      background: { region, weights: region.areasKm2 }, sources: known.catalog, start: known.end, end, seedNames: ["bench", "etas"],
    }, count);
    for (const { length, longitudes, latitudes } of catalogs) {
      let inside = 0;
      for (let k = 0; k < length; k++) if (pointInRing(longitudes[k]!, latitudes[k]!, ring)) inside++;
      events += inside;
      squares += inside * inside;
    }
    return { events, squares };
  });
  console.log(JSON.stringify({ job: "simulate", ...effort, catalogs: count, ...result }));
}

function timed<T>(work: () => T): { effort: Effort; result: T } {
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  const result = work();
  const { user, system } = process.cpuUsage(cpu);
  return { effort: { cpu: (user + system) / 1e6, wall: (performance.now() - wall) / 1000, peakMb: process.resourceUsage().maxRSS / 1024 }, result };
}
