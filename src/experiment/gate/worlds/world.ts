import type { EtasParameters } from "../../../forecasters/etas/parameters.ts";
import type { BackgroundDensity } from "../../../forecasters/etas/place.ts";
import { simulateEtasCatalog } from "../../../forecasters/etas/synthetic-catalog.ts";
import { namedStream } from "../../../numerics/random/named-stream.ts";
import { sampleNormal } from "../../../numerics/random/samplers.ts";
import type { Catalog } from "../../../seismicity/catalog.ts";
import { type BoundingBox, boxRegion } from "../../../seismicity/region.ts";
import { type EpochMs, MS_PER_DAY } from "../../../seismicity/time.ts";

/** A made-up piece of earth: what is true there, where everybody knows the laws of aftershocks. */
export interface World {
  /** Names the world's random streams. */
  readonly seed: string;
  readonly background: BackgroundDensity;
  readonly parameters: EtasParameters;
}

/** The testing region: 64 cells of about 21 km by 28 km. */
export const WORLD_BOX: BoundingBox = { west: 10, east: 12, south: 40, north: 42 };
export const WORLD_CELL_DEGREES = 0.25;
/** Earthquakes are listed this far around the region. */
export const WORLD_MARGIN_DEGREES = 1;
/** Magnitudes are listed in steps of 0.01; the smallest listed is 4.00. */
export const WORLD_MAGNITUDES = { target: 3.995, last: 5.995, width: 0.5, step: 0.01 };

/** Start of the first window. */
export const WORLD_START: EpochMs = Date.UTC(2020, 0, 6);
/** Days of catalog before it that everybody is given. */
export const WORLD_HISTORY_DAYS = 365;
export const WORLD_HISTORY_START: EpochMs = WORLD_START - WORLD_HISTORY_DAYS * MS_PER_DAY;
/** Simulated before that, so that sequences under way are there at the start. */
const BURN_IN_DAYS = 5 * 365;

/** About five earthquakes a week, two of three triggered: many small sequences that go on for weeks. */
export const WORLD_LAWS: EtasParameters = {
  muPerDay: 0.3, K: 0.34, alpha: 1.2, cDays: 0.2, p: 1.2, taperDays: 120, DKm: 5, q: 1.8, gamma: 0.4,
  referenceMagnitude: WORLD_MAGNITUDES.target, beta: Math.LN10, maximumMagnitude: 6.5,
};

/** World `index` of a study: the same laws in every one, another map and other earthquakes. */
export function createWorld(studySeed: string, index: number): World {
  const seed = `${studySeed}, world ${index}`;
  const region = boxRegion("world", WORLD_BOX, WORLD_CELL_DEGREES);
  const stream = namedStream(seed, "background");
  // Unevenly spread, so that a map can have skill.
  const weights = region.areasKm2.map((area) => area * Math.exp(sampleNormal(stream)));
  return { seed, background: { region, weights }, parameters: WORLD_LAWS };
}

/** Every earthquake of a world from the start of its history to `end`, region and margin. */
export function worldCatalog({ seed, parameters, background }: World, end: EpochMs): Catalog {
  const { west, east, south, north } = WORLD_BOX;
  return simulateEtasCatalog({
    parameters, background, seed, start: WORLD_HISTORY_START, end, burnInDays: BURN_IN_DAYS,
    area: { west: west - WORLD_MARGIN_DEGREES, east: east + WORLD_MARGIN_DEGREES, south: south - WORLD_MARGIN_DEGREES, north: north + WORLD_MARGIN_DEGREES },
    depths: { minimumKm: 0, mostFrequentKm: 8, maximumKm: 20 }, magnitudeBinWidth: WORLD_MAGNITUDES.step, magnitudeType: "mw",
  });
}
