import { readFileSync } from "node:fs";
import type { EtasSimulation } from "../../../../src/forecasters/etas/simulate.ts";
import { createCatalog, EMPTY_CATALOG } from "../../../../src/seismicity/catalog.ts";
import { boxRegion } from "../../../../src/seismicity/region.ts";
import { etasParameters } from "../support.ts";

export const DAY = 86_400_000;
export const START = 1e12;
/** 4° × 4° about (11, 43), cells of 0.25°. */
export const region = boxRegion("box", { west: 9, east: 13, south: 41, north: 45 }, 0.25);

export function sources(events: readonly { day: number; magnitude: number; longitude?: number; latitude?: number }[]): EtasSimulation["sources"] {
  return createCatalog(events.map(({ day, ...event }, k) => ({ longitude: 11, latitude: 43, ...event, time: START + day * DAY, id: `e${k}`, depthKm: 5, magnitudeType: "" })));
}

export function simulation(changes: Partial<EtasSimulation> = {}): EtasSimulation {
  return {
    parameters: etasParameters(), background: { region, weights: region.areasKm2 }, sources: EMPTY_CATALOG, start: START, end: START + 7 * DAY,
    seedNames: ["test", "etas"], ...changes,
  };
}

/** Made-up parameters and histories with expected counts of their conditioned simulation. */
export interface MomentsCase {
  readonly id: string;
  readonly par: { readonly K: number; readonly alpha: number; readonly c: number; readonly p: number };
  readonly beta: number;
  readonly mmax_minus_M0: number;
  readonly horizon_days: number;
  readonly background_rate_per_day: number;
  readonly history: readonly { readonly t: number; readonly m: number }[];
  readonly branching_truncated: number;
  readonly expected: {
    readonly first_generation_mean_exact: number;
    readonly total_mean_volterra: number;
    readonly mc: {
      readonly n_catalogs: number;
      readonly var: number;
      readonly quantiles: Readonly<Record<string, number>>;
      readonly p_zero_exact: number;
      readonly p_any_ge_threshold: number;
      readonly threshold_minus_M0: number;
    };
  };
}

export const momentsCases: readonly MomentsCase[] = (readFixture("simulation-moments.json") as { cases: MomentsCase[] }).cases;

export function readFixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8"));
}

/** The simulation that a case of the oracle describes; M0 is 3 there. */
export function momentsSimulation({ id, par, beta, mmax_minus_M0: range, background_rate_per_day: muPerDay, history, horizon_days: days }: MomentsCase): EtasSimulation {
  return simulation({
    parameters: etasParameters({ muPerDay, K: par.K, alpha: par.alpha, cDays: par.c, p: par.p, beta, maximumMagnitude: 3 + range }),
    sources: sources(history.map(({ t, m }) => ({ day: t, magnitude: m }))),
    end: START + days * DAY,
    seedNames: ["moments", id],
  });
}
