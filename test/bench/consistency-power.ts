import { createGriddedForecast, type GriddedForecast, spatialCounts, totalExpectedCount } from "../../src/seismicity/forecast.ts";
import { sum } from "../../src/numerics/sums.ts";
import { committedCases } from "../evaluation/support/pycsep-cases.ts";
import { ANALYTIC_P_VALUES, numberRejections, SIMULATED_P_VALUES } from "../evaluation/consistency/true-model.ts";
import { formatTable } from "./cpu-time.ts";

const TRIALS = 2000;
const LEVEL = 0.05;

/**
 * Power of every consistency test at 5 %: how often it rejects a forecast of 45 events, 76 cells and 5 magnitude bins when the
 * truth departs from it as stated. 2,000 replicas a figure; a standard error is at most 1.1 points. A minute or two.
 */
export function benchConsistencyPower(): void {
  const forecast = committedCases().forecast("disk_a");
  const truths: readonly (readonly [string, GriddedForecast])[] = [
    ["as forecast", forecast],
    ["1.5 times as many", changed(forecast, (rate) => 1.5 * rate)],
    ["half as many", changed(forecast, (rate) => 0.5 * rate)],
    ["30 % spread evenly", spread(forecast, 0.3)],
    ["b lower by 0.3", tilted(forecast, -0.3)],
    ["b higher by 0.3", tilted(forecast, 0.3)],
  ];
  const share = (pValues: readonly number[]): string => `${((100 * pValues.filter((p) => p <= LEVEL).length) / TRIALS).toFixed(1)} %`;
  const rows = [["rejected at 5 %", "p-value", ...truths.map(([name]) => name)]];
  for (const [id, pValues] of Object.entries(SIMULATED_P_VALUES)) rows.push([id, "199 simulations", ...truths.map(([, truth]) => share(pValues(forecast, TRIALS, 199, truth)))]);
  for (const [id, pValues] of Object.entries(ANALYTIC_P_VALUES)) rows.push([id, "without simulation", ...truths.map(([, truth]) => share(pValues(forecast, TRIALS, 0, truth)))]);
  const mean = totalExpectedCount(forecast);
  for (const variance of [mean, 200]) {
    rows.push([variance > mean ? "NBD-N, variance 200" : "N", "closed", ...truths.map(([, truth]) => `${((100 * numberRejections(mean, variance, TRIALS, LEVEL, Number((totalExpectedCount(truth) / mean).toFixed(9)))) / TRIALS).toFixed(1)} %`)]);
  }
  console.log(formatTable(rows));
}

function changed(forecast: GriddedForecast, change: (rate: number, place: number) => number): GriddedForecast {
  return createGriddedForecast(forecast.region, forecast.magnitudeBins, forecast.expectedCounts.map(change));
}

/** The given share of events falls evenly over the area, with the magnitudes of the forecast. */
function spread(forecast: GriddedForecast, part: number): GriddedForecast {
  const { region, magnitudeBins, expectedCounts } = forecast;
  const binCount = magnitudeBins.lowerEdges.length;
  const area = sum(region.areasKm2);
  const total = totalExpectedCount(forecast);
  const cells = spatialCounts(forecast);
  return changed(forecast, (rate, place) => {
    const cell = Math.floor(place / binCount);
    const shareOfBin = cells[cell]! > 0 ? expectedCounts[place]! / cells[cell]! : 0;
    return (1 - part) * rate + part * total * (region.areasKm2[cell]! / area) * shareOfBin;
  });
}

/** Magnitude shares times 10^(−shift (m − m0)), the expected number of each cell kept. */
function tilted(forecast: GriddedForecast, shift: number): GriddedForecast {
  const { lowerEdges } = forecast.magnitudeBins;
  const weight = (place: number): number => Math.exp(-Math.LN10 * shift * (lowerEdges[place % lowerEdges.length]! - lowerEdges[0]!));
  const weighted = changed(forecast, (rate, place) => rate * weight(place));
  const [before, after] = [spatialCounts(forecast), spatialCounts(weighted)];
  return changed(weighted, (rate, place) => { const cell = Math.floor(place / lowerEdges.length); return after[cell]! > 0 ? (rate * before[cell]!) / after[cell]! : 0; });
}
