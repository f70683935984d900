import { expect, it } from "vitest";
import { mergePages } from "../../../src/observations/fdsn/merge-pages.ts";
import type { FetchedPage } from "../../../src/observations/fdsn/paging.ts";
import { NOW } from "./fetching.ts";

/** A page with one event of that magnitude, or one that withdraws it. */
function page(date: number, magnitude: number | undefined, updatedAt?: number): FetchedPage {
  const event = { id: "a", time: 0, longitude: 10, latitude: 40, depthKm: 5, magnitude: magnitude ?? 0, magnitudeType: "mw" };
  return {
    rows: magnitude === undefined ? [] : [{ line: 1, event, ...(updatedAt === undefined ? {} : { updatedAt }) }], withdrawn: magnitude === undefined ? ["a"] : [], unreadable: [], total: 1,
    cell: { startSecond: 0, endSecond: 1, box: undefined }, query: { from: 0, to: 1, boxes: undefined }, address: "", date, reused: false,
  };
}
const magnitudes = (...pages: FetchedPage[]): (number | undefined)[] => mergePages(pages).rows.map(({ event }) => event.magnitude);

it("keeps the version that was changed last, else the one that was sent last, whatever the order of the pages", () => {
  expect(magnitudes(page(NOW, 5, 20), page(NOW + 1000, 4, 10))).toEqual([5]);
  expect(magnitudes(page(NOW + 1000, 5), page(NOW, 4))).toEqual([5]);
  expect(magnitudes(page(NOW, 4), page(NOW, 5))).toEqual([5]);
});

it("believes the later of a listing and a withdrawal", () => {
  expect(magnitudes(page(NOW, 4), page(NOW + 1000, undefined))).toEqual([]);
  expect(magnitudes(page(NOW, undefined), page(NOW + 1000, 4))).toEqual([4]);
  expect([...mergePages([page(NOW, undefined), page(NOW + 1000, 4)]).withdrawn]).toEqual([]);
  expect([...mergePages([page(NOW + 1000, undefined), page(NOW, 4)]).withdrawn]).toEqual(["a"]);
});
