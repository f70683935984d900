import { createGriddedForecast } from "../../src/seismicity/forecast.ts";
import { committedCases } from "../evaluation/support/pycsep-cases.ts";
import { ANALYTIC_P_VALUES, numberRejections, SIMULATED_P_VALUES } from "../evaluation/consistency/true-model.ts";

const TRIALS = 10_000;
const LEVELS = [0.01, 0.05, 0.1];

/**
 * Rejection rates of every consistency test under a true model: 10,000 catalogs drawn from a forecast of 76 cells and 5
 * magnitude bins, 45 expected events, and from the same at 15 % of the rates. Three standard errors are 0.3, 0.65
 * and 0.9 points. Minutes.
 */
export function benchConsistencyLevel(): void {
  const disk = committedCases().forecast("disk_a");
  const sparse = createGriddedForecast(disk.region, disk.magnitudeBins, disk.expectedCounts.map((rate) => 0.15 * rate));
  const print = (...cells: readonly string[]): void => console.log(cells.map((cell) => cell.padEnd(21)).join(""));
  print("test", "forecast", "p-value", ...LEVELS.map((level) => `rejected at ${100 * level} %`));
  const add = (id: string, name: string, kind: string, pValues: readonly number[]): void => {
    print(id, name, kind, ...LEVELS.map((level) => `${((100 * pValues.filter((p) => p <= level).length) / TRIALS).toFixed(2)} %`));
  };
  for (const [name, forecast] of Object.entries({ "45 events": disk, "7 events": sparse })) {
    for (const [id, pValues] of Object.entries(SIMULATED_P_VALUES)) add(id, name, "199 simulations", pValues(forecast, TRIALS, 199));
    for (const [id, pValues] of Object.entries(ANALYTIC_P_VALUES)) add(id, name, "without simulation", pValues(forecast, TRIALS, 0));
  }
  for (const [mean, variance] of [[45, 45], [45, 200], [7, 7], [7, 20]] as const) {
    print(variance > mean ? "NBD-N" : "N", `mean ${mean}, var. ${variance}`, "closed", ...LEVELS.map((level) => `${((100 * numberRejections(mean, variance, TRIALS, level)) / TRIALS).toFixed(2)} %`));
  }
}
