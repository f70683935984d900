import { existsSync, readFileSync } from "node:fs";
import { writeFileAtomically } from "../../ledger/artifact-store.ts";
import { californianEtas } from "../../forecasters/etas/californian-parameters.ts";
import { type EtasParameters, withReferenceMagnitude } from "../../forecasters/etas/parameters.ts";
import { simulateEtasCatalog } from "../../forecasters/etas/synthetic-catalog.ts";
import { writeCsepCatalogCsv } from "../../formats/csep-catalog-csv.ts";
import type { Catalog } from "../../seismicity/catalog.ts";
import { rectangleAreaKm2 } from "../../seismicity/geodesy.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { BoundingBox } from "../../seismicity/region.ts";
import { boxRegion } from "../../seismicity/region.ts";
import { type EpochMs, parseInstant } from "../../seismicity/time.ts";
import type { PlantedMainshock } from "../../forecasters/etas/synthetic-catalog.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import { namedStream } from "../../numerics/random/named-stream.ts";

/** Simulated magnitudes are rounded to this. */
const MAGNITUDE_STEP = 0.01;

export interface SimulationRequest {
  readonly box: BoundingBox;
  readonly start: EpochMs;
  readonly end: EpochMs;
  readonly seed: string;
  /** Default: ten years. */
  readonly burnInDays?: number;
  /** Default: published Californian values for the box. */
  readonly parameters?: EtasParameters;
  readonly plantedMainshocks: readonly { readonly time: string; readonly longitude: number; readonly latitude: number; readonly magnitude: number }[];
}

/** A synthetic Californian catalog by ETAS with published parameters; the background clusters along seeded bands. */
export function simulateCatalog(request: SimulationRequest): Catalog {
  const { box, start, end, seed } = request;
  const region = boxRegion("simulated", box, 0.1);
  // Half a step lower, so that the smallest magnitude listed is as complete as the others once magnitudes are rounded.
  const parameters = request.parameters ?? californianEtas(rectangleAreaKm2(box.west, box.south, box.east, box.north));
  const planted: PlantedMainshock[] = request.plantedMainshocks.map(({ time, longitude, latitude, magnitude }) => ({ time: parseInstant(time, "plantedMainshocks.time"), longitude, latitude, magnitude }));
  return simulateEtasCatalog({
    parameters: withReferenceMagnitude(parameters, parameters.referenceMagnitude - MAGNITUDE_STEP / 2),
    background: { region, weights: bandedWeights(region, seed) },
    area: box, start, end, burnInDays: request.burnInDays ?? 3650, seed,
    depths: { minimumKm: 0, mostFrequentKm: 8, maximumKm: 20 },
    magnitudeBinWidth: MAGNITUDE_STEP,
    magnitudeType: "mw",
    plantedMainshocks: planted,
  });
}

/**
 * Writes the simulated catalog as CSEP CSV, unless the file is there already and has these very bytes.
 *
 * @throws InputError when it has others: settings that no longer make the catalog must not pass for those that did
 */
export function keepSimulatedCatalog(file: string, catalog: Catalog): void {
  const text = writeCsepCatalogCsv(catalog);
  if (!existsSync(file)) return writeFileAtomically(file, text);
  const bytes = readFileSync(file);
  if (bytes.equals(Buffer.from(text, "utf8"))) return;
  throw new InputError("the file is not the catalog that `simulation` and `seed` of experiment.yaml give: they were changed after it was written, or it was, or another version of quakegate wrote it", {
    file, field: "simulation", value: `SHA-256 ${sha256Hex(bytes)}`,
    expected: `SHA-256 ${sha256Hex(text)}; go back to the settings or the version that made it, remove the file if nothing was imported from it, or start a new workspace`,
  });
}

/** A background that is not uniform, so that a map can have skill: three bands of higher rate at seeded places. */
function bandedWeights(region: ReturnType<typeof boxRegion>, seed: string): Float64Array {
  const stream = namedStream(seed, "background");
  const { west, east, south, north } = region.bounds;
  const bands = Array.from({ length: 3 }, () => ({
    x: west + stream.nextDouble() * (east - west),
    y: south + stream.nextDouble() * (north - south),
    angle: Math.PI * stream.nextDouble(),
  }));
  return region.areasKm2.map((area, cell) => {
    const density = bands.reduce((total, { x, y, angle }) => {
      const across = (region.west[cell]! + 0.05 - x) * Math.sin(angle) - (region.south[cell]! + 0.05 - y) * Math.cos(angle);
      return total + Math.exp((-across * across) / 0.08);
    }, 0.05);
    return area * density;
  });
}
