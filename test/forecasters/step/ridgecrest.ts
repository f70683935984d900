import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { ForecastRequest, TrainingView } from "../../../src/forecasters/contract.ts";
import { gardnerKnopoff } from "../../../src/observations/hygiene/declustering/window-declustering.ts";
import { createCatalog, filterCatalog, sliceByTime, EMPTY_CATALOG, type Catalog } from "../../../src/seismicity/catalog.ts";
import { createMagnitudeBins } from "../../../src/seismicity/magnitude-bins.ts";
import { boxRegion } from "../../../src/seismicity/region.ts";
import { sharedPath } from "../../support/shared.ts";

export const WEEK = 7 * 86_400_000;
const HISTORY_START = Date.UTC(2000, 0, 1);
const COMPLETENESS = 2.45;
const region = boxRegion("southern-california", { west: -122, east: -114, south: 32, north: 37 }, 0.1);
const grid = { region, magnitudeBins: createMagnitudeBins(3.45, 7.95, 0.1), depthRangeKm: { min: -5, max: 30 }, historyStart: HISTORY_START, completenessMagnitude: COMPLETENESS, magnitudeBinWidth: 0.01 };

/** Southern Californian earthquakes of M >= 2.45 from 2000 on, to the end of the listing that is complete. */
export function readSouthernCalifornia(): Catalog {
  const [header, ...lines] = gunzipSync(readFileSync(sharedPath("data", "scsn-catalog", "scsn_m2_1932_2022.csv.gz"))).toString("utf8").trim().split("\n");
  const names = header!.split(",");
  const [time, latitude, longitude, depth, magnitude, id] = ["time", "latitude", "longitude", "depth_km", "mag", "evid"].map((name) => names.indexOf(name)) as [number, number, number, number, number, number];
  const events = lines.filter((line) => line >= "2000" && line < "2019-08-23").map((line) => line.split(",")).map((fields) => ({
    id: fields[id]!, time: Date.parse(fields[time]!), longitude: +fields[longitude]!, latitude: +fields[latitude]!, depthKm: +fields[depth]!, magnitude: +fields[magnitude]!, magnitudeType: "",
  }));
  return createCatalog(events.filter((event) => event.magnitude >= COMPLETENESS - 1e-9 && event.depthKm >= -5 && event.depthKm <= 30));
}

export function trainingOn(catalog: Catalog, asOf: number): TrainingView {
  const history = sliceByTime(catalog, HISTORY_START, asOf);
  const { isMainshock } = gardnerKnopoff(history, { foreshockFraction: 1 });
  return { ...grid, asOf, history, declustered: filterCatalog(history, (event) => isMainshock[event] === 1) };
}

/** A request for the week that starts when it is issued. */
export function weekFrom(catalog: Catalog, start: number): ForecastRequest {
  return {
    ...grid, asOf: start, history: sliceByTime(catalog, HISTORY_START, start), declustered: EMPTY_CATALOG,
    window: { index: 0, horizonDays: 7, start, end: start + WEEK, issueAt: start, commitBy: start, settlesAt: start + WEEK },
    seedNames: [],
  };
}

/** Cell and magnitude bin of the target events of a week, as flat indices of the grid. */
export function observedIn(catalog: Catalog, start: number): number[] {
  const week = sliceByTime(catalog, start, start + WEEK);
  const { lowerEdges } = grid.magnitudeBins;
  return Array.from(week.magnitudes, (magnitude, event) => {
    const cell = region.indexOf(week.longitudes[event]!, week.latitudes[event]!);
    const bin = Math.min(lowerEdges.length - 1, Math.floor((magnitude - 3.45) / 0.1 + 1e-6));
    return cell < 0 || bin < 0 ? -1 : cell * lowerEdges.length + bin;
  }).filter((place) => place >= 0);
}
