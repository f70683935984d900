import { type CompactCatalogs, compactCatalogsBuilder } from "../../../seismicity/compact-catalogs.ts";
import { forecastPass, type ForecastPassRequest } from "./forecast-pass.ts";

/**
 * The first `count` simulated catalogs of a window as they are sealed with a forecast, cut to its grid.
 *
 * @throws InputError as `forecastPass`
 */
export function catalogsToSeal(request: Omit<ForecastPassRequest, "from" | "thresholds">): CompactCatalogs {
  const pass = forecastPass({ ...request, from: 0, thresholds: [] });
  const builder = compactCatalogsBuilder(request.start, request.end);
  for (const { length, times, longitudes, latitudes, magnitudes } of pass.catalogs()) {
    for (let event = 0; event < length; event++) builder.add(times[event]!, longitudes[event]!, latitudes[event]!, magnitudes[event]!);
    builder.endCatalog();
  }
  // It compares what it handed out with what it counted.
  pass.result();
  return builder.build();
}
