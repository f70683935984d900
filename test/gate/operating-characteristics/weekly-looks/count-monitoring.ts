import { poissonCdf, poissonUpperTail } from "../../../../src/numerics/distributions/poisson.ts";
import { namedStream } from "../../../../src/numerics/random/named-stream.ts";
import { sampleNegativeBinomial, samplePoisson } from "../../../../src/numerics/random/samplers.ts";
import { logPoissonRateEValue } from "../../../../src/gate/calibration/poisson-rate.ts";
import { pitLogFactors, PIT_SHAPES } from "../../../../src/gate/calibration/pit-factors.ts";
import { tiltedLogFactors } from "../../../../src/gate/calibration/tilted-number.ts";
import type { NumberLaw } from "../../../../src/evaluation/number-law.ts";
import { type Estimate, estimateOf, type SimulationSize } from "../../../../src/gate/operating-characteristics/contest.ts";
import { multiplyInto } from "../../../../src/gate/operating-characteristics/products.ts";
import { FIRST_T_LOOK } from "../../../../src/gate/operating-characteristics/t-rules.ts";

/** Law of the true counts; Poisson when the variance equals the mean. */
export interface CountTruth {
  readonly mean: number;
  readonly variance: number;
}

/** How often each way of watching counts against a Poisson forecast of `expected` a window says that it is wrong. */
export interface NumberMonitoring {
  /** Any of the separate weekly N-tests at 5 %. */
  readonly anyWeeklyTest: Estimate;
  /** The N-test of the running totals at the last window. */
  readonly cumulativeAtEnd: Estimate;
  /** The same looked at every week, from the eighth. */
  readonly cumulativeEver: Estimate;
  /** The gamma–Poisson e-value at 20. */
  readonly eValue: Estimate;
}

/** Two-sided N-tests against the rate e-value, looked at every window. */
export function monitorNumbers(name: string, expected: number, truth: CountTruth, { replicas, windows, seed }: SimulationSize): NumberMonitoring {
  const most = Math.ceil(windows * Math.max(expected, truth.mean) * 4 + 60 * Math.sqrt(windows * truth.variance) + 100);
  const test = Array.from({ length: windows + 1 }, (_, n) => rejectionTable(most, n * expected, numberTestRejects));
  const rate = Array.from({ length: windows + 1 }, (_, n) => rejectionTable(most, n * expected, (events, mean) => logPoissonRateEValue(events, mean) >= LOG_BAR));
  const first = { anyWeeklyTest: new Int32Array(replicas), cumulativeAtEnd: new Int32Array(replicas), cumulativeEver: new Int32Array(replicas), eValue: new Int32Array(replicas) };
  for (let replica = 0; replica < replicas; replica++) {
    const stream = namedStream(seed, name, replica);
    let total = 0;
    for (let n = 1; n <= windows; n++) {
      const count = sampleTruth(stream, truth);
      total = Math.min(most, total + count);
      if (first.anyWeeklyTest[replica] === 0 && test[1][Math.min(most, count)] === 1) first.anyWeeklyTest[replica] = n;
      if (n >= FIRST_T_LOOK && first.cumulativeEver[replica] === 0 && test[n][total] === 1) first.cumulativeEver[replica] = n;
      if (first.eValue[replica] === 0 && rate[n][total] === 1) first.eValue[replica] = n;
    }
    if (test[windows][total] === 1) first.cumulativeAtEnd[replica] = windows;
  }
  return { anyWeeklyTest: estimateOf(first.anyWeeklyTest), cumulativeAtEnd: estimateOf(first.cumulativeAtEnd), cumulativeEver: estimateOf(first.cumulativeEver), eValue: estimateOf(first.eValue) };
}

/** How often the PIT and the tilted e-values of a forecast law reach 20 when counts come from another. */
export function monitorLaw(name: string, forecast: NumberLaw, truth: CountTruth, { replicas, windows, seed }: SimulationSize): { readonly pit: Estimate; readonly tilted: Estimate } {
  const pitFactors: Float64Array[] = [];
  const tiltFactors: Float64Array[] = [];
  const first = { pit: new Int32Array(replicas), tilted: new Int32Array(replicas) };
  for (let replica = 0; replica < replicas; replica++) {
    const stream = namedStream(seed, name, replica);
    const pit = new Float64Array(PIT_SHAPES.length).fill(1);
    const tilted = new Float64Array(tiltedLogFactors(forecast, 0).length).fill(1);
    for (let n = 1; n <= windows; n++) {
      const count = sampleTruth(stream, truth);
      pitFactors[count] ??= pitLogFactors(forecast, count).map(Math.exp);
      tiltFactors[count] ??= tiltedLogFactors(forecast, count).map(Math.exp);
      if (multiplyInto(pit, pitFactors[count]) >= 20 && first.pit[replica] === 0) first.pit[replica] = n;
      if (multiplyInto(tilted, tiltFactors[count]) >= 20 && first.tilted[replica] === 0) first.tilted[replica] = n;
    }
  }
  return { pit: estimateOf(first.pit), tilted: estimateOf(first.tilted) };
}

const LOG_BAR = Math.log(20);

function sampleTruth(stream: Parameters<typeof samplePoisson>[0], { mean, variance }: CountTruth): number {
  return variance > mean ? sampleNegativeBinomial(stream, mean, variance) : samplePoisson(stream, mean);
}

function numberTestRejects(events: number, mean: number): boolean {
  return poissonUpperTail(events, mean) <= 0.025 || poissonCdf(events, mean) <= 0.025;
}

/** 1 for the counts that are rejected: below some count and from some count on. */
function rejectionTable(most: number, mean: number, rejects: (events: number, mean: number) => boolean): Uint8Array {
  const table = new Uint8Array(most + 1).fill(1);
  if (mean === 0) return table.fill(0);
  const start = Math.min(most, Math.round(mean));
  for (let events = start; events >= 0 && !rejects(events, mean); events--) table[events] = 0;
  for (let events = start; events <= most && !rejects(events, mean); events++) table[events] = 0;
  return table;
}
