import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { snapshotCsv } from "../../../src/formats/snapshot-csv.ts";
import { sha256Hex } from "../../../src/numerics/digest.ts";
import { applySnapshotDeltas, encodeSnapshotDelta, type SnapshotText } from "../../../src/observations/as-of/snapshot-delta.ts";
import { createCatalog } from "../../../src/seismicity/catalog.ts";
import { event, T0 } from "../events.ts";

const snapshots = fc.uniqueArray(fc.record({ id: fc.constantFrom("a", "b,c", 'd"', "e", "f"), minutes: fc.integer({ min: -5, max: 5 }), magnitude: fc.constantFrom(3.1, 4, -0.2), depthKm: fc.constantFrom(8, Number.NaN) }), { selector: ({ id }) => id })
  .map((events): SnapshotText => {
    const text = snapshotCsv(createCatalog(events.map(({ id, minutes, ...values }) => event(id, T0 + minutes * 60_000, values))));
    return { text, digest: sha256Hex(text) };
  });

describe("the difference between snapshots", () => {
  it("makes the second of the first, over any chain", () => {
    fc.assert(
      fc.property(fc.array(snapshots, { minLength: 1, maxLength: 6 }), (chain) => {
        const deltas = chain.slice(1).map((next, place): SnapshotText => ({ text: encodeSnapshotDelta(chain[place]!, next), digest: next.digest }));
        expect(applySnapshotDeltas(chain[0]!, deltas)).toBe(chain.at(-1)!.text);
      }),
    );
  });

  const of = (...ids: string[]): SnapshotText => {
    const text = snapshotCsv(createCatalog(ids.map((id) => event(id, T0))));
    return { text, digest: sha256Hex(text) };
  };
  const delta = encodeSnapshotDelta(of("a", "b"), of("b", "c"));

  it("holds only what differs", () => expect(delta.split("\n")).toEqual([`# snapshot ${of("b", "c").digest} from ${of("a", "b").digest}`, "-2020-01-01T00:00:00.000Z,10,40,8,4,ml,a", "+2020-01-01T00:00:00.000Z,10,40,8,4,ml,c", ""]));

  it.each([
    ["another base", of("a"), delta],
    ["a line cut off", of("a", "b"), delta.slice(0, -1)],
    ["a line taken out twice", of("a", "b"), delta.replace("\n-", "\n-2020-01-01T00:00:00.000Z,10,40,8,4,ml,a\n-")],
    ["a line that is there already", of("a", "b"), delta.replace("ml,c", "ml,b")],
    ["a line of neither kind", of("a", "b"), delta.replace("\n+", "\n?")],
  ])("refuses %s", (_, base, text) => {
    expect(() => applySnapshotDeltas(base, [{ text, digest: of("b", "c").digest }])).toThrow(/not the delta between these snapshots|cut short|not a line of a delta/);
  });
});
