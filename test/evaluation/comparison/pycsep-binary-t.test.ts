import { describe, expect, it } from "vitest";
import { binaryTTest } from "../../../src/evaluation/comparison/binary-t-test.ts";
import { windowTerms } from "../../../src/evaluation/comparison/window-terms.ts";
import { hasShared } from "../../support/shared.ts";
import { expectTTest } from "../support/golden-t-test.ts";
import { committedCases, type GoldenCase, type GoldenSet, type GoldenT, readJson, sharedCases } from "../support/pycsep-cases.ts";

type BinaryTCase = Omit<GoldenCase, "tests"> & { gridding: { active_bins: number }; tests: { binary_paired_t: GoldenT } };

describe("binary T-test against pyCSEP 0.7.0 with its missing name supplied", () => {
  const set = committedCases();
  const { cases } = readJson<{ cases: Record<string, Pick<BinaryTCase, "gridding" | "tests">> }>(new URL("../fixtures/pycsep-binary.json", import.meta.url));
  it.each(set.cases.map((golden): BinaryTCase => ({ ...golden, ...cases[golden.id] })))("$id", (golden) => checkCase(set, golden));
});

describe.skipIf(!hasShared)("binary T-test of all gridded cases (needs ../shared)", () => {
  const set = hasShared ? sharedCases() : committedCases();
  it.each(set.cases as unknown as BinaryTCase[])("$id", (golden) => checkCase(set, golden));
});

function checkCase(set: GoldenSet, golden: BinaryTCase): void {
  const forecast = set.forecast(golden.forecast);
  const want = golden.tests.binary_paired_t;
  const got = binaryTTest(windowTerms(forecast, set.forecast(golden.benchmark), set.observed(golden.catalog, forecast)), want.alpha);
  expect(got.n).toBe(golden.gridding.active_bins);
  expectTTest({ ...got, test: "T" }, want, "binary T");
}
