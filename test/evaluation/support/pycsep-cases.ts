import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { createCatalog } from "../../../src/seismicity/catalog.ts";
import { createGriddedForecast, type GriddedForecast } from "../../../src/seismicity/forecast.ts";
import { magnitudeBinsFromEdges } from "../../../src/seismicity/magnitude-bins.ts";
import { gridCatalog, type ObservedEvents } from "../../../src/seismicity/observed-counts.ts";
import { createGridRegion } from "../../../src/seismicity/region.ts";
import { sharedPath } from "../../support/shared.ts";

/** A number as the golden files give it. */
export type Golden = number | string;

interface GoldenDistribution { mean: number; std_ddof0: number; percentiles: Record<string, number>; head: number[] }
interface GoldenSimulated { observed_statistic: Golden; quantile: number; seed: number; distribution: GoldenDistribution; reference: { quantile: number } }
export interface GoldenT { alpha: number; information_gain: Golden; ig_lower: Golden; ig_upper: Golden; t_statistic: Golden; t_critical: Golden; elapsed_days?: number }

/** What pyCSEP 0.7.0 says on one forecast, one benchmark and one catalog. */
export interface GoldenCase {
  id: string;
  forecast: string;
  benchmark: string;
  catalog: string;
  n_obs: number;
  events_in_zero_rate_bins: number;
  tests: {
    poisson_number: { observed_statistic: number; quantile: [number, number] };
    poisson_spatial: GoldenSimulated;
    poisson_magnitude: GoldenSimulated;
    poisson_conditional_likelihood: GoldenSimulated;
    poisson_likelihood: GoldenSimulated;
    poisson_conditional_likelihood_injected?: { quantile: number; test_distribution: number[] };
    "paired_t_alpha0.05": GoldenT;
    "paired_t_alpha0.01": GoldenT;
    paired_t_scaled_to_days: GoldenT;
    w_test: { z_statistic: Golden; probability: Golden };
  };
}

interface RegionData { cellSizeDegrees: number; origins: [number, number][]; magnitudes: number[] }
type EventData = [longitude: number, latitude: number, magnitude: number];

/** A set of cases with their inputs, read on demand. */
export interface GoldenSet {
  readonly cases: readonly GoldenCase[];
  forecast(id: string): GriddedForecast;
  observed(catalog: string, forecast: GriddedForecast): ObservedEvents;
}

/** The cases carried with the tests. */
export function committedCases(): GoldenSet {
  interface Fixture {
    regions: Record<string, RegionData>;
    forecasts: Record<string, { region: string; rates: number[] }>;
    catalogs: Record<string, EventData[]>;
    cases: GoldenCase[];
  }
  const fixture = readJson<Fixture>(new URL("../fixtures/pycsep-gridded.json", import.meta.url));
  return goldenSet(fixture.cases, {
    region: (id) => fixture.regions[id],
    forecast: (id) => ({ ...fixture.forecasts[id], rates: Float64Array.from(fixture.forecasts[id].rates) }),
    events: (id) => fixture.catalogs[id],
  });
}

/** All cases of the reference folder. */
export function sharedCases(): GoldenSet {
  const oracle = (...parts: string[]): string => sharedPath("oracle", "pycsep", ...parts);
  const rows = (text: string): number[][] => text.trim().split("\n").slice(1).map((line) => line.split(",").map(Number));
  const names = readdirSync(oracle("cases", "gridded")).sort();
  return goldenSet(names.map((name) => readJson<GoldenCase>(oracle("cases", "gridded", name))), {
    region: (id) => {
      const { dh, magnitudes } = readJson<{ dh: number; magnitudes: number[] }>(oracle("regions", `${id}.json`));
      const origins = rows(gunzipSync(readFileSync(oracle("regions", `${id}.origins.csv.gz`))).toString("utf8")) as [number, number][];
      return { cellSizeDegrees: dh, origins, magnitudes };
    },
    forecast: (id) => {
      const { region } = readJson<{ region: string }>(oracle("gridded", `${id}.json`));
      const bytes = gunzipSync(readFileSync(oracle("gridded", `${id}.f32.gz`)));
      return { region, rates: Float64Array.from({ length: bytes.length / 4 }, (_, place) => bytes.readFloatLE(4 * place)) };
    },
    events: (id) => rows(readFileSync(oracle("catalogs", `${id}.csv`), "utf8")).map((row) => row.slice(0, 3) as EventData),
  });
}

interface Sources {
  region(id: string): RegionData;
  forecast(id: string): { region: string; rates: Float64Array };
  events(id: string): readonly EventData[];
}

function goldenSet(cases: readonly GoldenCase[], sources: Sources): GoldenSet {
  const region = cached((id) => {
    const data = sources.region(id);
    return { region: createGridRegion(id, data.cellSizeDegrees, data.origins), bins: magnitudeBinsFromEdges(data.magnitudes) };
  });
  const forecast = cached((id) => {
    const data = sources.forecast(id);
    const grid = region(data.region);
    return createGriddedForecast(grid.region, grid.bins, data.rates);
  });
  return { cases, forecast, observed: (id, { region: cells, magnitudeBins }) => gridCatalog(catalogOf(sources.events(id)), cells, magnitudeBins) };
}

/** A catalog of places and magnitudes alone; times are the order of the list. */
export function catalogOf(events: readonly EventData[]): ReturnType<typeof createCatalog> {
  return createCatalog(events.map(([longitude, latitude, magnitude], index) => ({
    id: `e${index}`, time: index, longitude, latitude, depthKm: 10, magnitude, magnitudeType: "mw",
  })));
}

export function readJson<T>(path: string | URL): T {
  return JSON.parse(readFileSync(path, "utf8")) as T;
}

function cached<T>(make: (id: string) => T): (id: string) => T {
  const made = new Map<string, T>();
  return (id) => {
    if (!made.has(id)) made.set(id, make(id));
    return made.get(id)!;
  };
}
