import type { WindowResult } from "../../evaluation/window-result.ts";
import { logMixture } from "../anytime/mixture.ts";
import { mixtureLogEValue, mixtureStep, startMixture } from "../calibration/mixture-process.ts";
import { numberLogEValue, numberStep, startNumber } from "../calibration/number-process.ts";
import { logPowerCalibrator } from "../calibration/p-to-e.ts";
import { PIT_SHAPES, pitLogFactors } from "../calibration/pit-factors.ts";
import { OCCUPANCY_ALTERNATIVES, occupancyLogFactors, PROBABILITY_EDGES, probabilityClasses, RELIABILITY_ALTERNATIVES, reliabilityLogFactors } from "../calibration/reliability-factors.ts";
import { tiltedLogFactors } from "../calibration/tilted-number.ts";
import type { CalibrationStatistic } from "../policies/anytime.ts";
import type { CalibrationEvidence } from "./evidence.ts";

/** What one window says on one statistic. The same for every prefix of the windows, so worked out once. */
export interface CalibrationWindow {
  readonly result: WindowResult;
  /** ln of the factors. */
  readonly factors: Float64Array;
}

/**
 * One window's factors of one statistic; null where it cannot speak: a test without events, cold starts in a window that is active.
 */
export function calibrationWindow(statistic: CalibrationStatistic, result: WindowResult, active: boolean): CalibrationWindow | null {
  const factors = factorsOf(statistic, result, active);
  return factors === null ? null : { result, factors };
}

function factorsOf(statistic: CalibrationStatistic, result: WindowResult, active: boolean): Float64Array | null {
  const { numberLaw, events, reliability } = result;
  if (statistic === "N") return tiltedLogFactors(numberLaw, events);
  if (statistic === "PIT") return pitLogFactors(numberLaw, events);
  if (statistic === "R" || statistic === "COLD") return statistic === "COLD" && active ? null : occupancyLogFactors(reliability);
  const pValue = testPValue(statistic, result);
  return pValue === null ? null : Float64Array.of(logPowerCalibrator(pValue));
}

/** Tests of simulated catalogs, by what they ask. */
const CATALOG_TESTS_OF = { M: "catalog-M-resampled", S: "catalog-S" } as const;

/**
 * The p-value by the forecast's own law: of one that is sealed with simulated catalogs, by these. The test of its expected counts takes every
 * earthquake for independent of the others, and rejects a model for the very clusters that it forecasts.
 */
function testPValue(statistic: keyof typeof CATALOG_TESTS_OF, { tests, lawTests }: WindowResult): number | null {
  const own = lawTests.find(({ test }) => test === CATALOG_TESTS_OF[statistic]);
  if (own !== undefined && "pValue" in own) return own.informative ? own.pValue : null;
  const found = tests.find(({ test }) => test === statistic);
  return found !== undefined && "quantileAddOne" in found && found.informative ? Math.min(1, found.quantileAddOne) : null;
}

/** A running calibration e-value that remembers its largest. */
export interface CalibrationPath {
  step(window: CalibrationWindow | null): void;
  evidence(): CalibrationEvidence;
}

export function calibrationPath(statistic: CalibrationStatistic): CalibrationPath {
  const running = statistic === "N" ? numberPath() : statistic === "R" || statistic === "COLD" ? reliabilityPath() : productPath(statistic === "PIT" ? PIT_SHAPES.length : 1);
  let windows = 0;
  let largest = 0;
  return {
    step(window) {
      if (window === null) return;
      running.step(window);
      windows++;
      largest = Math.max(largest, running.logEValue());
    },
    evidence: () => ({ statistic, windows, logEValue: running.logEValue(), largestLogEValue: largest, expected: running.expected() }),
  };
}

interface Running {
  step(window: CalibrationWindow): void;
  logEValue(): number;
  /** Expected numbers of what it counts, from which its detectable error follows; none for p-values and the PIT. */
  expected(): readonly number[];
}

function productPath(alternatives: number): Running {
  let state = startMixture(alternatives);
  return {
    step: ({ factors }) => void (state = mixtureStep(state, factors)),
    logEValue: () => mixtureLogEValue(state),
    expected: () => [],
  };
}

function numberPath(): Running {
  let state = startNumber();
  return {
    step: ({ result: { numberLaw, events }, factors }) => void (state = numberStep(state, numberLaw, events, factors)),
    logEValue: () => numberLogEValue(state),
    expected: () => [state.poissonExpected],
  };
}

/** The mean of two e-processes: cells occupied as often as said, of Poisson forecasts (in other windows it bets nothing), and no more often than expected, of all. */
function reliabilityPath(): Running {
  let occupancy = startMixture(OCCUPANCY_ALTERNATIVES);
  let poisson = startMixture(RELIABILITY_ALTERNATIVES);
  const expected = new Array<number>(PROBABILITY_EDGES.length + 1).fill(0);
  return {
    step({ result: { numberLaw, reliability }, factors }) {
      occupancy = mixtureStep(occupancy, factors);
      if (numberLaw.kind !== "poisson") return;
      poisson = mixtureStep(poisson, reliabilityLogFactors(reliability));
      probabilityClasses(reliability).forEach((found, k) => (expected[k]! += found.expected));
    },
    logEValue: () => logMixture([mixtureLogEValue(occupancy), mixtureLogEValue(poisson)]),
    expected: () => [...expected],
  };
}
