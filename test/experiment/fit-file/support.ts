import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FitEtasRequest } from "../../../src/experiment/fit-file/fit-etas-file.ts";
import { simulateEtasCatalog } from "../../../src/forecasters/etas/synthetic-catalog.ts";
import { writeCsepCatalogCsv } from "../../../src/formats/csep-catalog-csv.ts";
import { boxRegion } from "../../../src/seismicity/region.ts";
import { temporaryFolder } from "../../support/workspace.ts";

const BOX = { west: -119.5, east: -115.5, south: 33, north: 36 };

/** A request to fit a made-up catalog, whose file it writes. Magnitudes stay below 6. */
export function madeUpFit(changes: Partial<FitEtasRequest> = {}): FitEtasRequest {
  const region = boxRegion("box", BOX, 0.5);
  const catalog = join(temporaryFolder(), "made-up.csv");
  writeFileSync(catalog, writeCsepCatalogCsv(simulateEtasCatalog({
    parameters: { muPerDay: 0.3, K: 0.25, alpha: 1.2, cDays: 0.01, p: 1.2, DKm: 1, q: 1.8, gamma: 0.4, referenceMagnitude: 2.995, beta: 2.3, maximumMagnitude: 5.9 },
    background: { region, weights: region.areasKm2 }, area: { west: -120.5, east: -114.5, south: 32, north: 37 }, start: Date.UTC(2000, 0, 1), end: Date.UTC(2004, 0, 1), burnInDays: 200,
    seed: "fit-file", depths: { minimumKm: 0, mostFrequentKm: 8, maximumKm: 20 }, magnitudeBinWidth: 0.01, magnitudeType: "mw",
  })));
  return {
    catalog, region: { ...BOX, cellSizeDegrees: 0.5 }, minimumMagnitude: 3, magnitudeBinWidth: 0.01, start: Date.UTC(2000, 0, 1), fitFrom: Date.UTC(2000, 6, 1), until: Date.UTC(2004, 0, 1),
    marginDegrees: 1, maximumMagnitude: 7, taper: false, uniformBackground: false, shortTermIncompleteness: "helmstetter", finiteSourcesFrom: 6, assumeUtc: false, ...changes,
  };
}
