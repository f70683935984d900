import { backgroundSmoother } from "../../../src/forecasters/etas/background/weighted-map.ts";
import { fitEtas } from "../../../src/forecasters/etas/fit/fit-etas.ts";
import { etasOptions } from "../../../src/forecasters/etas/options.ts";
import type { EtasParameters } from "../../../src/forecasters/etas/parameters.ts";
import { simulateEtasCatalog } from "../../../src/forecasters/etas/synthetic-catalog.ts";
import { trainingProblem } from "../../../src/forecasters/etas/training-problem.ts";
import { filterCatalog } from "../../../src/seismicity/catalog.ts";
import { createMagnitudeBins } from "../../../src/seismicity/magnitude-bins.ts";
import { boxRegion } from "../../../src/seismicity/region.ts";
import { MS_PER_DAY } from "../../../src/seismicity/time.ts";
import { formatTable } from "../cpu-time.ts";

const CATALOGS = 200;
const DAYS = 3000;
const AUXILIARY_DAYS = 500;
const TRUTH: EtasParameters = { muPerDay: 0.4, K: 0.35, alpha: 1.2, cDays: 0.01, p: 1.2, DKm: 1, q: 1.8, gamma: 0.4, referenceMagnitude: 3, beta: 2.3, maximumMagnitude: 7 };

/**
 * How often the 95 % interval of each ETAS parameter holds its true value, over 200 simulated catalogs of 3,000 days with a uniform
 * background, fitted over 2,500 days. Named seeds, none left out: a fit without errors counts as a miss. Minutes.
 */
export function etasCoverage(): void {
  const region = boxRegion("box", { west: -119, east: -116, south: 33, north: 36 }, 0.5);
  const options = etasOptions.parse({ auxiliaryDays: AUXILIARY_DAYS, taper: false, shortTermIncompleteness: "none", background: { uniformFraction: 1 } });
  const truth: Readonly<Record<string, number>> = { mu: TRUTH.muPerDay, K: TRUTH.K, alpha: TRUTH.alpha, cDays: TRUTH.cDays, p: TRUTH.p, DKm: TRUTH.DKm, q: TRUTH.q, gamma: TRUTH.gamma };
  const names = Object.keys(truth);
  const held = new Map(names.map((name) => [name, 0]));
  const values = new Map(names.map((name) => [name, [] as number[]]));
  let targets = 0;
  let failed = 0;
  let worstBalance = 0;
  for (let index = 0; index < CATALOGS; index++) {
    const end = DAYS * MS_PER_DAY;
    const history = simulateEtasCatalog({
      parameters: TRUTH, background: { region, weights: region.areasKm2 }, area: { west: -121, east: -114, south: 31, north: 38 }, start: 0, end, burnInDays: 500,
      seed: `coverage-${index}`, depths: { minimumKm: 0, mostFrequentKm: 8, maximumKm: 20 }, magnitudeBinWidth: 0.001, magnitudeType: "mw",
    });
    const training = {
      asOf: end, history, declustered: filterCatalog(history, () => false), historyStart: 0, completenessMagnitude: 3, magnitudeBinWidth: 0.001,
      region, magnitudeBins: createMagnitudeBins(3, 6, 0.5), depthRangeKm: { min: 0, max: 30 },
    };
    const { problem, targets: places } = trainingProblem(training, options, TRUTH.beta);
    const { atEvents } = backgroundSmoother(region, places, { ...options.background, neighbours: 5 }).map(new Float64Array(places.cells.length).fill(1));
    const fit = fitEtas({ ...problem, background: { atTargets: atEvents, integral: DAYS - AUXILIARY_DAYS } }, { magnitudes: { beta: TRUTH.beta, maximumMagnitude: TRUTH.maximumMagnitude }, taper: false });
    targets += problem.targets.length;
    worstBalance = Math.max(worstBalance, Math.abs(fit.evaluation.integral / problem.targets.length - 1));
    if (fit.errors === undefined || !fit.gates.converged) failed++;
    for (const { name, value, interval: [low, high] } of fit.errors?.estimates ?? []) {
      values.get(name)!.push(value);
      if (low <= truth[name]! && truth[name]! <= high) held.set(name, held.get(name)! + 1);
    }
  }
  const median = (sorted: readonly number[]): number => sorted[sorted.length >> 1]!;
  console.log(`${CATALOGS} catalogs, ${Math.round(targets / CATALOGS)} targets on average; ${failed} fits without convergence or errors; expected over observed total at most ${worstBalance.toExponential(1)} off`);
  console.log(formatTable([["", "true", "median estimate", "95 % interval holds it"], ...names.map((name) => [name, String(truth[name]), median(values.get(name)!.toSorted((a, b) => a - b)).toPrecision(4), `${((100 * held.get(name)!) / CATALOGS).toFixed(1)} %`])]));
}
