import { type Catalog, createCatalog, type EarthquakeEvent, eventAt } from "../../../src/seismicity/catalog.ts";
import { madeCatalog, smallExperiment, writeWorkspace } from "../../support/workspace.ts";

/** A policy so lenient that the aftershocks of one mainshock pass it. */
export const LENIENT = { id: "lenient", alpha: 0.9, floorNats: 2, calibrationAlpha: 0.000001, calibrationStatistics: ["M"], loudnessAlpha: 0.9, harmAlpha: 0.0001, futilityAlpha: 0.0001, minimumWindows: 2, minimumActiveWindows: 0, minimumEvents: 2, maximumFloorTouches: 4, coolingOffDays: 7, evidenceClasses: ["pseudo-prospective"] };

/** A workspace of four windows in which Reasenberg and Jones pass the lenient policy at the second. */
export function lenientWorkspace(gate: unknown = LENIENT, changes: Readonly<Record<string, unknown>> = {}): string {
  return writeWorkspace(smallExperiment({ gate, magnitudes: { target: 2.95, last: 5.95, width: 0.5 }, ...changes }), withSequence());
}

/** A sequence that Reasenberg and Jones see coming: an M 6 just before the second window, and its aftershocks at its place. */
function withSequence(): Catalog {
  const quiet = madeCatalog();
  const mainshock = Date.UTC(2020, 0, 7, 20);
  const near = (index: number, magnitude: number, days: number): EarthquakeEvent => ({ id: `s${index}`, time: mainshock + Math.round(86_400_000 * days), longitude: 10.53 + 0.01 * (index % 7), latitude: 40.56 + 0.01 * (index % 5), depthKm: 10, magnitude, magnitudeType: "ml" });
  return createCatalog([...Array.from({ length: quiet.length }, (_, index) => eventAt(quiet, index)), near(0, 6, 0), ...Array.from({ length: 45 }, (_, index) => near(index + 1, 3 + 0.1 * (index % 6), 0.2 * Math.exp(index * 0.095)))]);
}
