import type { FittedModel, ForecastRequest, TrainingView } from "../../../src/forecasters/contract.ts";
import { simulateEtasCatalog } from "../../../src/forecasters/etas/synthetic-catalog.ts";
import { type Catalog, catalogEvents, createCatalog, filterCatalog } from "../../../src/seismicity/catalog.ts";
import { createMagnitudeBins } from "../../../src/seismicity/magnitude-bins.ts";
import { type BoundingBox, boxRegion } from "../../../src/seismicity/region.ts";
import { MS_PER_DAY } from "../../../src/seismicity/time.ts";
import { etasParameters } from "../etas/support.ts";

/** Three tiles of 2° in a row; hardly anything happens in the eastern one. */
export const region = boxRegion("box", { west: -120, east: -114, south: 34, north: 36 }, 0.25);
export const START = Date.UTC(2000, 0, 1);
export const DAYS = 1600;

/** Aftershocks are many in the west and few in the middle. */
export const TRUTHS = { west: { K: 0.45, muPerDay: 0.12 }, middle: { K: 0.12, muPerDay: 0.18 }, east: { K: 0.25, muPerDay: 0.006 } } as const;
export const common = etasParameters({ alpha: 1, cDays: 0.01, p: 1.2, DKm: 0.8, q: 2, gamma: 0.3, referenceMagnitude: 3, beta: 2.3, maximumMagnitude: 6.5 });

const part = (name: keyof typeof TRUTHS, box: BoundingBox): Catalog => {
  const cells = boxRegion(name, box, 0.25);
  return simulateEtasCatalog({
    parameters: { ...common, ...TRUTHS[name] }, background: { region: cells, weights: cells.areasKm2 }, area: { west: -121, east: -113, south: 33, north: 37 },
    start: START, end: START + DAYS * MS_PER_DAY, burnInDays: 300, seed: `regional ${name}`,
    depths: { minimumKm: 0, mostFrequentKm: 8, maximumKm: 20 }, magnitudeBinWidth: 0.001, magnitudeType: "mw",
  });
};

export const catalog = createCatalog(
  [part("west", { west: -120, east: -118, south: 34, north: 36 }), part("middle", { west: -118, east: -116, south: 34, north: 36 }), part("east", { west: -116, east: -114, south: 34, north: 36 })]
    .flatMap((events, k) => catalogEvents(events).map((event) => ({ ...event, id: `${k}${event.id}` }))),
);

export function knownAt(day: number): TrainingView {
  const asOf = START + day * MS_PER_DAY;
  const known = filterCatalog(catalog, (event) => catalog.times[event]! < asOf);
  return {
    asOf, history: known, declustered: filterCatalog(known, () => false), historyStart: START, completenessMagnitude: 3, magnitudeBinWidth: 0.001,
    region, magnitudeBins: createMagnitudeBins(3.5, 6, 0.5), depthRangeKm: { min: 0, max: 30 },
  };
}

export function requestAt(day: number, fitted: FittedModel): ForecastRequest {
  const known = knownAt(day);
  const window = { index: 0, horizonDays: 7, start: known.asOf, end: known.asOf + 7 * MS_PER_DAY, issueAt: known.asOf, commitBy: known.asOf, settlesAt: known.asOf };
  return { ...known, window, fitted, seedNames: ["test"] };
}
