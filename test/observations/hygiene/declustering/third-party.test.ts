import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DECLUSTERING_METHODS, type DeclusteringMethodName } from "../../../../src/observations/hygiene/declustering/registry.ts";
import { createCatalog } from "../../../../src/seismicity/catalog.ts";
import { sharedPath } from "../../../support/shared.ts";
import { readGzipRows } from "./catalogs.ts";

const path = sharedPath("data", "declustering-iscgem");
const isThere = existsSync(path);

/** The whole catalog and, of each event, whether the third party calls it a mainshock and which event is its parent. */
function thirdParty(kind: "gk" | "reas") {
  const mainshocks = readGzipRows(`${path}/mainshocks_${kind}-seq_global.csv.gz`);
  const aftershocks = readGzipRows(`${path}/aftershocks_${kind}-seq_global.csv.gz`);
  const catalog = createCatalog([...mainshocks, ...aftershocks].map((row) => ({
    id: row.usgs_id!, time: Date.parse(row.event_at!), longitude: Number(row.longitude), latitude: Number(row.latitude), depthKm: Number(row.depth), magnitude: Number(row.usgs_mag), magnitudeType: "mw",
  })));
  return { catalog, mainshocks: new Set(mainshocks.map((row) => row.usgs_id!)), parents: new Map(aftershocks.map((row) => [row.usgs_id!, row.parent_id!])) };
}

function agreement(kind: "gk" | "reas", name: DeclusteringMethodName, options: Record<string, unknown> = {}) {
  const { catalog, mainshocks, parents } = thirdParty(kind);
  const { isMainshock, mainshockOf } = DECLUSTERING_METHODS[name].decluster(catalog, options);
  const same = catalog.ids.filter((id, event) => mainshocks.has(id) === (isMainshock[event] === 1)).length;
  const both = catalog.ids.flatMap((id, event) => (parents.has(id) && isMainshock[event] === 0 ? [catalog.ids[mainshockOf[event]!] === parents.get(id)] : []));
  return {
    events: catalog.length,
    sameLabel: same / catalog.length,
    ourMainshocks: isMainshock.reduce((a, b) => a + b, 0),
    theirMainshocks: mainshocks.size,
    sameParent: both.filter(Boolean).length / both.length,
  };
}

describe.skipIf(!isThere)("a third party's declustering of ISC-GEM M >= 6 (needs ../shared)", () => {
  it("by Gardner–Knopoff windows of its own", () => {
    const found = agreement("gk", "gardner-knopoff");
    console.log("Gardner–Knopoff", found);
    expect(found.events).toBe(9210);
    expect(found.sameLabel).toBeGreaterThan(0.99);
    expect(found.sameParent).toBeGreaterThan(0.9);
  });

  it("by Reasenberg links of its own", () => {
    const found = agreement("reas", "reasenberg");
    console.log("Reasenberg", found);
    expect(found.events).toBe(9210);
    expect(found.sameLabel).toBeGreaterThan(0.96);
  });

  it("nearest neighbours agree on four events in five", () => {
    const found = agreement("gk", "nearest-neighbour");
    console.log("nearest neighbours against Gardner–Knopoff", found);
    expect(found.sameLabel).toBeGreaterThan(0.8);
  });
});
