import { basename, extname } from "node:path";
import type { DepthRangeKm, ForecastPeriod } from "../../formats/gridded-reading.ts";
import { GRIDDED_TARGETS, writeGridded } from "../../formats/gridded-targets.ts";
import type { OutputFile } from "../../formats/output-file.ts";
import type { SimulatedCatalog } from "../../seismicity/catalog-forecast.ts";
import type { GriddedForecast } from "../../seismicity/forecast.ts";
import { wrapDegrees } from "../../seismicity/geodesy.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { CATALOG_TARGETS } from "../convert/catalog-forecast.ts";

/** Writes simulated catalogs in the format that the name of the file stands for. @throws InputError for a name that stands for none */
export function catalogWriter(name: string, file: OutputFile): (catalogs: Iterable<SimulatedCatalog>) => void {
  const target = targetOf(name, CATALOG_TARGETS, "--simulated");
  return (catalogs) => target.write(turned(catalogs), file, {});
}

/** Longitudes in [-180, 180) throughout: across 180° a simulation has its background by the region's own, and aftershocks by these. */
function* turned(catalogs: Iterable<SimulatedCatalog>): Generator<SimulatedCatalog> {
  for (const catalog of catalogs) yield { ...catalog, longitudes: catalog.longitudes.subarray(0, catalog.length).map(wrapDegrees) };
}

/** Expected counts in a format, and what it cannot hold. */
export type GriddedWriter = (forecast: GriddedForecast, period: ForecastPeriod) => ReturnType<typeof writeGridded>;

/** Writes expected counts in the format that the name of the file stands for. @throws InputError for a name that stands for no format of square cells, and without depths where it needs them */
export function griddedWriter(name: string, depthRangeKm: DepthRangeKm | undefined): GriddedWriter {
  const target = targetOf(name, GRIDDED_TARGETS.filter(({ cells }) => cells !== "tiles"), "--expected");
  if (target.depths === "needed" && depthRangeKm === undefined) throw new InputError(`${target.id} needs depths`, { field: "--depths", expected: "min,max in km, such as --depths 0,30" });
  return (forecast, period) => writeGridded(target, { forecast, modelName: "ETAS", period, ...(depthRangeKm === undefined ? {} : { depthRangeKm }) });
}

function targetOf<Target extends { readonly extensions: readonly string[] }>(name: string, targets: readonly Target[], field: string): Target {
  const target = targets.find(({ extensions }) => extensions.includes(extname(name).toLowerCase()));
  if (target === undefined) throw new InputError("the extension stands for no format", { field, value: basename(name), expected: targets.flatMap(({ extensions }) => extensions).join(", ") });
  return target;
}
