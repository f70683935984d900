import { createCumulativeTable } from "../../numerics/random/cumulative-table.ts";
import { samplePoisson } from "../../numerics/random/samplers.ts";
import type { RandomStream } from "../../numerics/random/stream.ts";
import { forEachSimulation, namedSimulationStreams, type StreamName } from "../simulation-streams.ts";
import { isotonicBlocks } from "./isotonic.ts";
import { groupAtOrBelow, type OccurrenceGroups } from "./occurrence-groups.ts";

/** Where the CORP curve of a calibrated forecast lies, pointwise; arrays have one value for each probability shown. */
export interface ConsistencyBand {
  readonly probabilities: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Pointwise coverage. */
  readonly level: number;
  readonly simulations: number;
  readonly seed: string;
}

/** Probabilities shown are spread evenly over the logarithm: rates of earthquakes are small. */
const SHOWN = 60;

/**
 * Consistency band by resampling (Dimitriadis et al. 2021, section 4): outcomes are drawn from the forecast
 * probabilities, which stay as they are, and each sample is fitted as the observation was. Cells count as independent, as
 * the forecast states them; clustering in truth makes the real band wider.
 *
 * A sample costs its events, not its cells: the cells that have one are drawn by Poisson thinning, P(at least one) = p
 * at rate −ln(1 − p), and runs of groups without event are one point of the fit.
 *
 * @throws RangeError unless simulations is a positive integer and 0 < level < 1.
 */
export function consistencyBand(groups: OccurrenceGroups, options: { readonly level: number; readonly simulations: number; readonly seedNames: StreamName }): ConsistencyBand {
  const { level, simulations, seedNames } = options;
  if (!(Number.isInteger(simulations) && simulations > 0)) throw new RangeError(`simulations must be a positive integer, got ${simulations}`);
  if (!(level > 0 && level < 1)) throw new RangeError(`band level must lie in (0, 1), got ${level}`);
  const streams = namedSimulationStreams([...seedNames, "CORP"]);
  const shown = shownGroups(groups.probabilities);
  const draw = outcomeSampler(groups);
  const before = cumulative(groups.trials);
  const fits = shown.map(() => new Float64Array(simulations));
  forEachSimulation(simulations, streams, (stream, simulation) => {
    const fit = sparseFit(groups, before, draw(stream));
    shown.forEach((group, place) => (fits[place][simulation] = fit(group)));
  });
  for (const fit of fits) fit.sort();
  const tail = (1 - level) / 2;
  return {
    probabilities: shown.map((group) => groups.probabilities[group]),
    low: fits.map((fit) => fit[Math.floor(tail * (simulations - 1))]),
    high: fits.map((fit) => fit[Math.ceil((1 - tail) * (simulations - 1))]),
    level,
    simulations,
    seed: streams.seed,
  };
}

function shownGroups(probabilities: Float64Array): number[] {
  const firstPositive = groupAtOrBelow(probabilities, 0) + 1;
  const count = probabilities.length - firstPositive;
  if (count <= SHOWN) return Array.from({ length: count }, (_, place) => firstPositive + place);
  const from = Math.log(probabilities[firstPositive]);
  const to = Math.log(probabilities[probabilities.length - 1]);
  const places = Array.from({ length: SHOWN }, (_, step) => Math.max(firstPositive, groupAtOrBelow(probabilities, Math.exp(from + ((to - from) * step) / (SHOWN - 1)))));
  return [...new Set([...places, probabilities.length - 1])];
}

/** Draws a number of occurrences for each group that has any. */
function outcomeSampler({ probabilities, trials }: OccurrenceGroups): (stream: RandomStream) => Map<number, number> {
  const hazards = probabilities.map((p) => (p < 1 ? -Math.log1p(-p) : 0));
  const weights = hazards.map((hazard, group) => hazard * trials[group]);
  const table = weights.some((weight) => weight > 0) ? createCumulativeTable(weights) : undefined;
  const certain = probabilities.length > 0 && probabilities[probabilities.length - 1] === 1 ? probabilities.length - 1 : -1;
  return (stream) => {
    const hit = new Map<number, Set<number>>();
    const events = table === undefined ? 0 : samplePoisson(stream, table.total);
    for (let event = 0; event < events; event++) {
      const group = table!.sample(stream.nextDouble());
      const trial = trials[group] === 1 ? 0 : Math.floor(stream.nextDouble() * trials[group]);
      const cells = hit.get(group);
      if (cells === undefined) hit.set(group, new Set([trial]));
      else cells.add(trial);
    }
    const occurrences = new Map(Array.from(hit, ([group, cells]) => [group, cells.size]));
    if (certain >= 0) occurrences.set(certain, trials[certain]);
    return occurrences;
  };
}

/** The isotonic fit at a group, from the groups with occurrences alone. */
function sparseFit({ trials }: OccurrenceGroups, trialsBefore: Float64Array, occurrences: ReadonlyMap<number, number>): (group: number) => number {
  const hit = [...occurrences.keys()].sort((a, b) => a - b);
  const sums: number[] = [];
  const weights: number[] = [];
  const lastGroup: number[] = [];
  let next = 0;
  for (const group of [...hit, trials.length]) {
    if (group > next) {
      sums.push(0);
      weights.push(trialsBefore[group] - trialsBefore[next]);
      lastGroup.push(group - 1);
    }
    if (group < trials.length) {
      sums.push(occurrences.get(group)!);
      weights.push(trials[group]);
      lastGroup.push(group);
    }
    next = group + 1;
  }
  const blocks = isotonicBlocks(sums, weights);
  const ends = Float64Array.from(blocks, ({ last }) => lastGroup[last]);
  return (group) => {
    const { sum, weight } = blocks[groupAtOrBelow(ends, group - 1) + 1];
    return sum / weight;
  };
}

/** Sums of all values before each place, with the total at the end. */
function cumulative(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let place = 0; place < values.length; place++) sums[place + 1] = sums[place] + values[place];
  return sums;
}
