import { expect, it } from "vitest";
import type { ComparisonTerms } from "../../src/evaluation/comparison/window-terms.ts";
import { inferenceTable } from "../../src/publish/pages/inference-table.ts";
import { createSiteContext } from "../../src/publish/site-context.ts";
import { gainInferences } from "../../src/publish/site-model/gain-inferences.ts";
import { fixtureSite } from "./fixture.ts";

/** Windows with one earthquake each, whose gain is 0.16 nats but for a little. */
const windows = (count: number): ComparisonTerms[] => Array.from({ length: count }, (_, t) => ({ logRateA: Float64Array.of(0.16 + 0.01 * Math.sin(t)), logRateB: Float64Array.of(0), expectedA: 1, expectedB: 1 }));
const of = (count: number) => new Map(gainInferences(windows(count), 0.05, ["test"]).map((entry) => [entry.method, entry]));
const LARGE = ["Diebold–Mariano, Brehmer et al.", "Block bootstrap"];

it("judges few windows by Student's t alone: no p-value from a law that holds for many", () => {
  const few = of(4);
  for (const method of LARGE) expect(few.get(method)).toMatchObject({ lower: null, upper: null, pValue: null, assumes: expect.stringContaining("not judged below 30 windows") });
  // Three degrees of freedom: nothing near what the normal law would say.
  expect(few.get("Diebold–Mariano, Newey–West")!.pValue).toBeGreaterThan(1e-6);
  expect(few.get("T-test")!.lower).toBeGreaterThan(0);
  for (const method of LARGE) expect(of(29).get(method)!.pValue, method).toBeNull();
});

it("judges by every method from thirty windows on", () => {
  for (const { method, lower, upper, pValue, assumes } of of(30).values()) {
    expect(lower! < upper! && pValue! < 0.05, method).toBe(true);
    expect(assumes).not.toContain("not judged");
  }
});

it("says in the table that the windows are too few", () => {
  const site = fixtureSite();
  const series = { ...site.series[0]!, comparisons: site.series[0]!.comparisons.map((comparison) => ({ ...comparison, inferences: gainInferences(windows(4), 0.05, ["test"]) })) };
  const { rows, data, columns } = inferenceTable(createSiteContext(site, []), series, "", "neural-tpp");
  const brehmer = rows[data.findIndex(({ method }) => method === LARGE[0])]!;
  expect(["gain", "pValue"].map((key) => brehmer[columns.findIndex((column) => column.key === key)]!.text)).toEqual(["too few windows", "too few windows"]);
  expect(JSON.stringify(rows)).not.toContain("NaN");
});
