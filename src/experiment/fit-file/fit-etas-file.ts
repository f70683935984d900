import { etasOptions } from "../../forecasters/etas/options.ts";
import { fitEtasModel } from "../../forecasters/etas/fit-model.ts";
import { readCatalogText } from "../../formats/catalog-registry.ts";
import { readTextFile } from "../../formats/text-file.ts";
import { createCatalog, filterCatalog } from "../../seismicity/catalog.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { createMagnitudeBins } from "../../seismicity/magnitude-bins.ts";
import { type BoundingBox, boxRegion, type Region } from "../../seismicity/region.ts";
import { builtInRegion } from "../../seismicity/regions/registry.ts";
import { type EpochMs, formatInstant, MS_PER_DAY } from "../../seismicity/time.ts";

export interface FitEtasRequest {
  readonly catalog: string;
  /** A built-in region, or a box with the cell size of its background. */
  readonly region: string | (BoundingBox & { readonly cellSizeDegrees: number });
  /** M0: the catalog is complete from here on. */
  readonly minimumMagnitude: number;
  /** Step to which the catalog rounds its magnitudes; 0 when it does not. */
  readonly magnitudeBinWidth: number;
  /** Events from here on trigger; those from `fitFrom` on are explained, up to `until`. */
  readonly start: EpochMs;
  readonly fitFrom: EpochMs;
  readonly until: EpochMs;
  /** Degrees around the region in which events trigger too. */
  readonly marginDegrees: number;
  readonly maximumMagnitude: number;
  readonly taper: boolean;
  readonly uniformBackground: boolean;
  readonly shortTermIncompleteness: "helmstetter" | "none";
}

export interface FitEtasReport {
  readonly catalog: string;
  readonly sha256: string;
  readonly start: string;
  readonly fitFrom: string;
  readonly until: string;
  readonly regionId: string;
  readonly cells: number;
  /** Events of the file that were used, and rows that could not be. */
  readonly events: number;
  readonly rejectedRows: number;
  readonly notes: readonly string[];
  /** As a forecaster stores it: parameters, errors, correlations, gates, background. */
  readonly model: FittedEtasReport;
}

/** The parts of a stored fit that a reader wants by name. */
export interface FittedEtasReport {
  readonly parameters: Readonly<Record<string, number | null>>;
  readonly errors: null | { readonly names: readonly string[]; readonly values: readonly number[]; readonly standardErrors: readonly number[]; readonly intervals: readonly (readonly [number, number])[]; readonly correlation: readonly (readonly number[])[] };
  readonly branchingRatio: number | null;
  readonly gates: Readonly<Record<string, boolean>>;
  readonly atBound: readonly string[];
  readonly logLikelihood: number;
  readonly expected: { readonly total: number; readonly background: number; readonly triggered: number };
  readonly sources: number;
  readonly targets: number;
  readonly belowShortTermThreshold: number;
  readonly rounds: number;
  readonly density: readonly number[];
}

/** Fits ETAS to a catalog file, outside any workspace. @throws InputError for a file or a request that cannot be used, or a fit that does not converge */
export function fitEtasFile(request: FitEtasRequest): FitEtasReport {
  const { catalog: file, start, fitFrom, until, minimumMagnitude, magnitudeBinWidth, marginDegrees, maximumMagnitude } = request;
  if (!(start <= fitFrom && fitFrom < until)) throw new InputError("the periods are out of order", { field: "--start, --fit-from, --until", value: [start, fitFrom, until].map(formatInstant), expected: "start <= fit-from < until" });
  const region: Region = typeof request.region === "string" ? builtInRegion(request.region) : boxRegion("box", request.region, request.region.cellSizeDegrees);
  const { text, sha256 } = readTextFile(file);
  const { rows, rejected, format } = readCatalogText(text, file);
  const all = createCatalog(rows.map(({ event }) => event));
  const { west, east, south, north } = region.bounds;
  const history = filterCatalog(all, (event) => {
    const [longitude, latitude] = [all.longitudes[event]!, all.latitudes[event]!];
    const inside = latitude >= south - marginDegrees && latitude <= north + marginDegrees && [longitude - 360, longitude, longitude + 360].some((turned) => turned >= west - marginDegrees && turned <= east + marginDegrees);
    return inside && all.times[event]! >= start && all.times[event]! < until && all.magnitudes[event]! >= minimumMagnitude - 1e-9;
  });
  const last = all.length === 0 ? Number.NEGATIVE_INFINITY : all.times[all.length - 1]!;
  const notes = [`read as ${format}`];
  if (rejected.length > 0) notes.push(`${rejected.length} rows cannot be used; the first, line ${rejected[0]!.line}: ${rejected[0]!.reason}`);
  if (last < until - 30 * MS_PER_DAY) notes.push(`the last event of the file is of ${formatInstant(last)}: missing data is not zero earthquakes, see that the catalog reaches ${formatInstant(until)}`);
  const options = etasOptions.parse({
    minimumTargets: 0, auxiliaryDays: (fitFrom - start) / MS_PER_DAY, taper: request.taper, shortTermIncompleteness: request.shortTermIncompleteness, magnitude: { maximumMagnitude },
    ...(request.uniformBackground ? { background: { uniformFraction: 1 } } : {}),
  });
  const model = fitEtasModel({
    asOf: until, history, declustered: filterCatalog(history, () => false), historyStart: start, completenessMagnitude: minimumMagnitude, magnitudeBinWidth,
    region, magnitudeBins: createMagnitudeBins(minimumMagnitude, Math.max(minimumMagnitude + 0.1, maximumMagnitude - 0.1), 0.1), depthRangeKm: { min: -Infinity, max: Infinity },
  }, options) as unknown as FittedEtasReport;
  return { catalog: file, sha256, start: formatInstant(start), fitFrom: formatInstant(fitFrom), until: formatInstant(until), regionId: region.id, cells: region.cellCount, events: history.length, rejectedRows: rejected.length, notes, model };
}
