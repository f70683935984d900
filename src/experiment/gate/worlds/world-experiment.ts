import type { Forecaster } from "../../../forecasters/contract.ts";
import { createForecaster } from "../../../forecasters/registry.ts";
import { type GatePolicy, rulesOf } from "../../../gate/policy.ts";
import { binStrata } from "../../../gate/strata/stratum.ts";
import { formatInstant, MS_PER_DAY } from "../../../seismicity/time.ts";
import { type Experiment, experimentOf } from "../../load-experiment.ts";
import { crashing, noisy, renamed, scaled, SEQUENCE, shared } from "./contestants.ts";
import { etasOfKnownParameters } from "./etas-of-known-parameters.ts";
import { type World, WORLD_BOX, WORLD_CELL_DEGREES, WORLD_HISTORY_START, WORLD_MAGNITUDES, WORLD_MARGIN_DEGREES, WORLD_START } from "./world.ts";

export const REFERENCE = "reference";
const NULL_MODEL = "long-term-map";
/** The challengers of every world in the order in which they are registered: of the level, those have more that should not pass. */
export const CHALLENGERS = ["noisy", "louder", "crashing", "truth"] as const;
export type Challenger = (typeof CHALLENGERS)[number];

/** ln of the noise on every cell of every window: one standard deviation. */
export const NOISE_LOG_SD = 0.3;
/** The reference reads a catalog that is so many days old, and forecasts so many of the earthquakes that are to be expected from it. */
export const REFERENCE_LAG_DAYS = 14;
export const REFERENCE_FACTOR = 0.5;
/** By how much the louder challenger is louder than the reference: its total is right. */
export const LOUDER_BY = 1 / REFERENCE_FACTOR;

export const WINDOW_DAYS = 7;
/** A window is settled by what was known at the first import this long after its end. */
export const SETTLEMENT_LAG_DAYS = 1;
/** Forecasts are made so long before the window opens. */
export const LEAD_MINUTES = 10;
/** Simulations of each M- and S-test. */
export const TEST_SIMULATIONS = 100;
/** Name of the catalog source. */
export const SOURCE = "network";

/** The experiment of a world: what a user would write, with forecasters that know what nobody knows. */
export function worldExperiment(workspace: string, world: World, policy: GatePolicy, windows: number): Experiment {
  const forecasters = forecastersOf(world);
  return experimentOf(workspace, contentOf(world, policy, windows), (kind, id, options) => forecasters[id] ?? createForecaster(kind, id, options));
}

function forecastersOf({ parameters, background }: World): Readonly<Record<string, Forecaster>> {
  const truth = shared(etasOfKnownParameters("truth", { parameters, background, lagDays: 0 }));
  const late = shared(etasOfKnownParameters("late", { parameters, background, lagDays: REFERENCE_LAG_DAYS }));
  const reference = scaled(REFERENCE, late, REFERENCE_FACTOR);
  // What the reference is made of is the reference times the constant that makes its total right.
  const all = [noisy("noisy", reference, NOISE_LOG_SD), truth, crashing("crashing", truth), renamed("louder", late), reference];
  return Object.fromEntries(all.map((forecaster) => [forecaster.id, forecaster]));
}

function contentOf({ seed }: World, policy: GatePolicy, windows: number): unknown {
  const simulated = { kind: "of a simulated world" };
  return {
    quakegate: 1,
    name: seed,
    region: { box: WORLD_BOX, cellSizeDegrees: WORLD_CELL_DEGREES },
    magnitudes: { target: WORLD_MAGNITUDES.target, last: WORLD_MAGNITUDES.last, width: WORLD_MAGNITUDES.width },
    horizonsDays: [WINDOW_DAYS],
    schedule: { mode: "live", start: formatInstant(WORLD_START), until: formatInstant(WORLD_START + windows * WINDOW_DAYS * MS_PER_DAY), leadMinutes: LEAD_MINUTES },
    catalog: {
      completenessMagnitude: WORLD_MAGNITUDES.target, magnitudeBinWidth: WORLD_MAGNITUDES.step, historyStart: formatInstant(WORLD_HISTORY_START), collectionMarginDegrees: WORLD_MARGIN_DEGREES,
      sources: [{ name: SOURCE, knowledge: "as-recorded" }],
    },
    forecasters: [...[...CHALLENGERS, REFERENCE].map((id) => ({ id, ...simulated })), { id: NULL_MODEL, kind: "smoothed-seismicity", options: { kernel: "gaussian", neighbours: 5 } }],
    references: { baseline: NULL_MODEL, model: REFERENCE },
    tests: testsOf(policy),
    simulations: TEST_SIMULATIONS,
    seed,
    settlement: { lagDays: SETTLEMENT_LAG_DAYS },
    strata: { active: { minimumMagnitude: SEQUENCE.minimumMagnitude, withinDays: SEQUENCE.withinDays } },
    gate: sectionOf(policy),
  };
}

/** The tests that the policy asks for; with none at least the number test, which costs next to nothing. */
function testsOf(policy: GatePolicy): string[] {
  const named: readonly string[] = policy.policy === "anytime" ? policy.calibrationStatistics.filter((statistic) => statistic === "M" || statistic === "S") : policy.consistencyTests;
  return named.length === 0 ? ["N"] : [...named];
}

/** The policy as an operator writes it, for the challengers and the one horizon of a world, from its first window on. Parts of the operator's region are not in it. */
function sectionOf(policy: GatePolicy): unknown {
  const own = { challengers: CHALLENGERS, effectiveFromWindow: 0 };
  if (policy.policy === "seed-classic") {
    const { format: _, unrevealed: _u, ...section } = rulesOf(policy);
    return { ...section, ...own };
  }
  const { format: _f, horizons: _h, skillStatistic: _k, alphaSpending: _a, authors: _t, recordStart: _s, unrevealed: _u, strata, ...section } = rulesOf(policy);
  const elsewhere = new Set<unknown>(binStrata(strata).filter((part) => !("magnitudeFrom" in part)));
  return { ...section, ...own, strata: strata.filter((stratum) => !elsewhere.has(stratum)) };
}
