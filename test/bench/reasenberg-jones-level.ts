import type { FittedModel, ForecastRequest, Forecaster, KnownSeismicity, ForecastTarget } from "../../src/forecasters/contract.ts";
import { californianEtas } from "../../src/forecasters/etas/californian-parameters.ts";
import type { EtasParameters } from "../../src/forecasters/etas/parameters.ts";
import { simulateEtasCatalog } from "../../src/forecasters/etas/synthetic-catalog.ts";
import { reasenbergJonesForecaster } from "../../src/forecasters/reasenberg-jones/forecaster.ts";
import { reasenbergJonesOptions } from "../../src/forecasters/reasenberg-jones/options.ts";
import { gardnerKnopoff } from "../../src/observations/hygiene/declustering/window-declustering.ts";
import { EMPTY_CATALOG, filterCatalog, sliceByTime, type Catalog } from "../../src/seismicity/catalog.ts";
import type { GriddedForecast } from "../../src/seismicity/forecast.ts";
import { createMagnitudeBins } from "../../src/seismicity/magnitude-bins.ts";
import { boxRegion } from "../../src/seismicity/region.ts";

/** Stated before any of them was run. */
const SEEDS = Array.from({ length: 16 }, (_, k) => String(k + 1));
const REGIMES = ["CAL-SCSN", "CAL-NCSS"] as const;
const DAY = 86_400_000;
const YEAR = 365.25 * DAY;
const HISTORY_YEARS = 20;
const TEST_YEARS = 8;

const region = boxRegion("box", { west: -119, east: -115, south: 33, north: 37 }, 0.25);
const target: ForecastTarget = { region, magnitudeBins: createMagnitudeBins(2.45, 7.95, 0.1), depthRangeKm: { min: 0, max: 30 } };
/** A band across the box has ten times the rate of the rest. */
const weights = region.areasKm2.map((area, cell) => area * (Math.abs(region.west[cell]! + 119 - (region.south[cell]! - 33)) < 0.6 ? 10 : 1));

type Stratum = "quiet" | "active";
/** Sums over windows. */
interface Totals { windows: number; expected: number; observed: number }

/**
 * Weekly Reasenberg–Jones forecasts where ETAS with Californian parameters is the truth: expected over observed numbers in
 * windows with an event of M >= 5 in the 30 days before (`active`) and in the others, with jackknife errors over seeds. The truth
 * has p = 1.01 and secondary aftershocks, the model neither, so that ratios need not be 1: they say how far generic
 * parameters carry.
 */
export async function benchReasenbergJonesLevel(): Promise<void> {
  for (const regime of REGIMES) {
    const options = reasenbergJonesOptions.parse({ regime, background: { kernel: "power-law", neighbours: 3 } });
    const forecaster = reasenbergJonesForecaster("rj", options);
    const bySeed: Record<Stratum, Totals>[] = [];
    for (const seed of SEEDS) bySeed.push(await totalsOn(simulate(seed), forecaster));
    for (const stratum of ["quiet", "active"] as const) {
      const rows = bySeed.map((totals) => totals[stratum]);
      const { ratio, error } = jackknifeRatio(rows);
      const sum = (key: keyof Totals): number => rows.reduce((total, row) => total + row[key], 0);
      console.log(
        `${regime} ${stratum.padEnd(6)} ${sum("windows")} windows, expected ${sum("expected").toFixed(0)}, observed ${sum("observed")}: ` +
        `${ratio.toFixed(3)} ± ${error.toFixed(3)}; median of seeds ${median(rows.filter((row) => row.observed > 0).map((row) => row.expected / row.observed)).toFixed(3)}`,
      );
    }
  }
}

function simulate(seed: string): Catalog {
  const parameters: EtasParameters = {
    ...californianEtas(region.areasKm2.reduce((a, b) => a + b, 0) * 10 ** 0.05), referenceMagnitude: 2.45, maximumMagnitude: 7.5,
  };
  return simulateEtasCatalog({
    parameters, background: { region, weights }, area: { west: -120, east: -114, south: 32, north: 38 },
    start: 0, end: (HISTORY_YEARS + TEST_YEARS) * YEAR, burnInDays: 3652.5, seed: `bench/reasenberg-jones-level/${seed}`,
    depths: { minimumKm: 1, mostFrequentKm: 8, maximumKm: 15 }, magnitudeBinWidth: 0.1, magnitudeType: "",
  });
}

async function totalsOn(catalog: Catalog, forecaster: Forecaster): Promise<Record<Stratum, Totals>> {
  const totals = { quiet: { windows: 0, expected: 0, observed: 0 }, active: { windows: 0, expected: 0, observed: 0 } };
  let fitted: FittedModel | undefined;
  for (let week = 0; (week + 1) * 7 * DAY <= TEST_YEARS * YEAR; week++) {
    const asOf = HISTORY_YEARS * YEAR + week * 7 * DAY;
    const end = asOf + 7 * DAY;
    const known: KnownSeismicity = {
      asOf, history: sliceByTime(catalog, 0, asOf), declustered: EMPTY_CATALOG, historyStart: 0, completenessMagnitude: 2.45, magnitudeBinWidth: 0.1,
    };
    if (week % 52 === 0) {
      const { isMainshock } = gardnerKnopoff(known.history, { foreshockFraction: 1 });
      fitted = await forecaster.fit!({ ...target, ...known, declustered: filterCatalog(known.history, (event) => isMainshock[event] === 1) });
    }
    const request: ForecastRequest = {
      ...target, ...known, fitted: fitted!, seedNames: [],
      window: { index: week, horizonDays: 7, start: asOf, end, issueAt: asOf, commitBy: asOf, settlesAt: end },
    };
    const { layers } = (await forecaster.forecast(request)) as GriddedForecast;
    const window = sliceByTime(catalog, asOf, end);
    const isActive = sliceByTime(catalog, asOf - 30 * DAY, asOf).magnitudes.some((magnitude) => magnitude >= 4.95);
    const stratum = totals[isActive ? "active" : "quiet"];
    stratum.windows++;
    stratum.expected += layers!.reduce((sum, { spatial }) => sum + spatial.reduce((a, b) => a + b, 0), 0);
    stratum.observed += window.ids.filter((_, k) => region.indexOf(window.longitudes[k]!, window.latitudes[k]!) >= 0).length;
  }
  return totals;
}

function jackknifeRatio(rows: readonly Totals[]): { ratio: number; error: number } {
  const ratioOf = (some: readonly Totals[]): number => some.reduce((sum, row) => sum + row.expected, 0) / some.reduce((sum, row) => sum + row.observed, 0);
  const ratio = ratioOf(rows);
  const squares = rows.reduce((sum, _, left) => sum + (ratioOf(rows.filter((__, k) => k !== left)) - ratio) ** 2, 0);
  return { ratio, error: Math.sqrt(((rows.length - 1) / rows.length) * squares) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
