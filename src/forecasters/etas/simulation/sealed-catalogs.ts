import type { EvaluationGrid } from "../../../seismicity/catalog-forecast.ts";
import { type CompactCatalogs, compactCatalogsBuilder } from "../../../seismicity/compact-catalogs.ts";
import type { EtasSimulation } from "../simulate.ts";
import { forecastPass } from "./forecast-pass.ts";
import type { ParameterLaw } from "./parameter-law.ts";

/** One of the independent parts of a process, such as what happens because of one tile. */
export interface SimulatedPart extends EtasSimulation {
  /** Given: every catalog has parameters of its own. */
  readonly parameterLaw?: ParameterLaw;
}

/**
 * Simulated catalogs of a window as they are sealed with a forecast, cut to its grid: catalog i is made of the events of catalog i of every
 * part. There is at least one, and all have the same window.
 *
 * @throws InputError as `forecastPass`
 */
export function sealedCatalogs(parts: readonly SimulatedPart[], count: number, grid: EvaluationGrid): CompactCatalogs {
  const { start, end } = parts[0]!;
  const passes = parts.map((part) => forecastPass({ ...part, from: 0, count, grid, thresholds: [] }));
  const walks = passes.map((pass) => pass.catalogs());
  const builder = compactCatalogsBuilder(start, end);
  for (let taken = walks.map((walk) => walk.next()); taken.every(({ done }) => done !== true); taken = walks.map((walk) => walk.next())) {
    for (const { value } of taken) {
      const { length, times, longitudes, latitudes, magnitudes } = value!;
      for (let event = 0; event < length; event++) builder.add(times[event]!, longitudes[event]!, latitudes[event]!, magnitudes[event]!);
    }
    builder.endCatalog();
  }
  // Each pass compares what it handed out with what it counted.
  for (const pass of passes) pass.result();
  return builder.build();
}
