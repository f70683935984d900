import { namedStream } from "../../numerics/random/named-stream.ts";
import { createCatalog, EMPTY_CATALOG, type Catalog, type EarthquakeEvent } from "../../seismicity/catalog.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { BoundingBox } from "../../seismicity/region.ts";
import { MS_PER_DAY, type Days, type EpochMs } from "../../seismicity/time.ts";
import type { EtasParameters } from "./parameters.ts";
import type { BackgroundDensity } from "./place.ts";
import { etasSimulator } from "./simulate.ts";

/** A mainshock that is to happen in any case; its aftershocks are drawn. */
export interface PlantedMainshock {
  readonly time: EpochMs;
  readonly longitude: number;
  readonly latitude: number;
  readonly magnitude: number;
}

/** Depths follow a triangular law, independent of everything else. */
export interface DepthModel {
  readonly minimumKm: number;
  readonly mostFrequentKm: number;
  readonly maximumKm: number;
}

export interface SyntheticCatalogOptions {
  readonly parameters: EtasParameters;
  readonly background: BackgroundDensity;
  /** Events outside are simulated and may trigger, but are not listed. Across 180° it goes on beyond it: west 175, east 185. */
  readonly area: BoundingBox;
  readonly start: EpochMs;
  readonly end: EpochMs;
  /** Time simulated before `start`, so that sequences under way are there at the start. */
  readonly burnInDays: Days;
  readonly seed: string;
  readonly depths: DepthModel;
  /** Magnitudes are rounded to the nearest multiple; M0 should then be a lower bin edge (2.45 for bins of 0.1). */
  readonly magnitudeBinWidth: number;
  readonly magnitudeType: string;
  readonly plantedMainshocks?: readonly PlantedMainshock[];
}

/**
 * A whole synthetic catalog by ETAS. Times are cut to milliseconds, coordinates rounded to 0.0001°, depths to 0.01 km; longitudes
 * run as those of the area do, but none is below −180;
 * ids `sim000001`, … ascend in time. The same options give the same catalog, bit for bit.
 *
 * @throws InputError for parameters out of range or supercritical within burn-in and catalog together, a bad depth model or
 * bin width, or a planted mainshock outside the simulated time
 */
export function simulateEtasCatalog(options: SyntheticCatalogOptions): Catalog {
  const { parameters, background, start, end, seed, area, magnitudeType } = options;
  checkOptions(options);
  const from = start - options.burnInDays * MS_PER_DAY;
  const planted = createCatalog((options.plantedMainshocks ?? []).map((shock, k) => ({ ...shock, id: String(k), depthKm: NaN, magnitudeType })));
  const sources = planted.length === 0 ? EMPTY_CATALOG : planted;
  const simulated = etasSimulator({ parameters, background, sources, start: from, end, seedNames: [seed, "events"] }).simulate(0);
  const depth = depthSampler(options.depths, seed);

  const events: Omit<EarthquakeEvent, "id">[] = [];
  for (const { length, times, longitudes, latitudes, magnitudes } of [planted, simulated]) {
    for (let index = 0; index < length; index++) {
      // Drawn for every event, listed or not, so that the area does not shift the draws.
      const depthKm = depth();
      const time = Math.floor(times[index]);
      const longitude = longitudeIn(area, longitudes[index]!);
      const latitude = round(latitudes[index], 1e-4);
      if (time < start || longitude === undefined || !(latitude >= area.south && latitude < area.north)) continue;
      events.push({ time, longitude, latitude, depthKm, magnitude: round(magnitudes[index], options.magnitudeBinWidth), magnitudeType });
    }
  }
  events.sort((a, b) => a.time - b.time);
  const digits = Math.max(6, String(events.length).length);
  return createCatalog(events.map((event, index) => ({ ...event, id: `sim${String(index + 1).padStart(digits, "0")}` })));
}

function depthSampler({ minimumKm, mostFrequentKm, maximumKm }: DepthModel, seed: string): () => number {
  const stream = namedStream(seed, "depths");
  const range = maximumKm - minimumKm;
  const split = (mostFrequentKm - minimumKm) / range;
  return () => {
    const u = stream.nextDouble();
    const share = u < split ? Math.sqrt(u * split) : 1 - Math.sqrt((1 - u) * (1 - split));
    return round(minimumKm + range * share, 0.01);
  };
}

/** Nearest multiple of a decimal step, as the double that its decimal text gives. */
function round(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toFixed(6));
}

/** A rounded longitude inside the area, turned around the globe where the area goes on beyond 180°; undefined outside. As catalogs list it, from −180 to 360. */
function longitudeIn({ west, east }: BoundingBox, longitude: number): number | undefined {
  const inside = [longitude, longitude - 360, longitude + 360].map((turned) => round(turned, 1e-4)).find((turned) => turned >= west && turned < east);
  return inside !== undefined && inside < -180 ? round(inside + 360, 1e-4) : inside;
}

function checkOptions({ depths, magnitudeBinWidth, burnInDays, start, end, plantedMainshocks = [] }: SyntheticCatalogOptions): void {
  const { minimumKm, mostFrequentKm, maximumKm } = depths;
  if (!(minimumKm < maximumKm && mostFrequentKm >= minimumKm && mostFrequentKm <= maximumKm)) {
    throw new InputError("depth model is out of order", { field: "depths", value: depths, expected: "minimumKm <= mostFrequentKm <= maximumKm" });
  }
  if (!(magnitudeBinWidth > 0)) throw new InputError("magnitude bin width must be positive", { field: "magnitudeBinWidth", value: magnitudeBinWidth });
  if (!(burnInDays >= 0)) throw new InputError("burn-in must not be negative", { field: "burnInDays", value: burnInDays });
  const from = start - burnInDays * MS_PER_DAY;
  plantedMainshocks.forEach((shock, index) => {
    if (!(shock.time >= from && shock.time < end)) {
      throw new InputError("planted mainshock lies outside the simulated time", {
        field: `plantedMainshocks[${index}].time`, value: shock.time, expected: `from ${from} to before ${end}`,
      });
    }
  });
}
