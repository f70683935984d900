import { describe, expect, it } from "vitest";
import { mergeNetworks } from "../../../src/observations/revisions/merge-networks.ts";
import { createCatalog, type EarthquakeEvent } from "../../../src/seismicity/catalog.ts";
import { event, T0 } from "../events.ts";

const rule = { withinSeconds: 16, withinKm: 100, withinMagnitude: 0.5, prefer: ["us", "ak"] };
const merge = (events: readonly EarthquakeEvent[], prefer: readonly string[] = rule.prefer): { ids: readonly string[]; dropped: readonly string[] } => {
  const { catalog, merged } = mergeNetworks(createCatalog(events), "comcat", { ...rule, prefer });
  return { ids: catalog.ids, dropped: merged.map(({ keptId, droppedId }) => `${droppedId} for ${keptId}`) };
};

describe("one shock under two networks' ids", () => {
  // 2026-05-09 04:42, as ComCat listed it.
  const pair = [event("aka2026jcufoy", T0, { magnitude: 6.1 }), event("us6000swf4", T0 + 2000, { magnitude: 5.8, longitude: 10.1 })];

  it("keeps the network that is preferred, whichever comes first", () => {
    expect(merge(pair)).toEqual({ ids: ["us6000swf4"], dropped: ["aka2026jcufoy for us6000swf4"] });
    expect(merge(pair, ["aka", "us"])).toEqual({ ids: ["aka2026jcufoy"], dropped: ["us6000swf4 for aka2026jcufoy"] });
    expect(merge([event("nn1", T0), event("ci1", T0 + 1)], [])).toEqual({ ids: ["ci1"], dropped: ["nn1 for ci1"] });
  });

  it("never pairs two listings of one network, nor beyond the bounds", () => {
    expect(merge([event("us1", T0), event("us2", T0 + 1000)]).ids).toEqual(["us1", "us2"]);
    expect(merge([event("us1", T0), event("ak1", T0 + 17_000)]).ids).toHaveLength(2);
    expect(merge([event("us1", T0), event("ak1", T0, { longitude: 12 })]).ids).toHaveLength(2);
    expect(merge([event("us1", T0), event("ak1", T0, { magnitude: 4.6 })]).ids).toHaveLength(2);
  });

  it("lets one listing stand for one of each other network: two shocks stay two", () => {
    const { ids, dropped } = merge([event("us1", T0), event("ak1", T0 + 1000), event("ak2", T0 + 4000), event("nn1", T0 + 2000)]);
    expect(dropped).toEqual(["ak1 for us1", "nn1 for us1"]);
    expect(ids).toEqual(["us1", "ak2"]);
  });
});
