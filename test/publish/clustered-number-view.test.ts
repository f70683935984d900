import { describe, expect, it } from "vitest";
import type { WindowResult } from "../../src/evaluation/window-result.ts";
import { poissonNumberTest } from "../../src/evaluation/consistency/number-test.ts";
import type { WindowView } from "../../src/publish/model.ts";
import { clusteredNumberViews } from "../../src/publish/site-model/clustered-number-view.ts";
import type { CountedWindow } from "../../src/publish/site-model/counted-window.ts";

const EXPECTED = 4;
const COUNTS = [0, 1, 12, 2, 0, 9, 3, 1, 0, 14, 2, 1, 13, 0];

function counted(counts: readonly number[]): CountedWindow[] {
  return counts.map((events, index) => ({
    view: { index } as WindowView,
    results: new Map([["model", { events, expected: EXPECTED, lawTests: [], tests: [poissonNumberTest(events, EXPECTED)].map(({ delta1, delta2 }) => ({ test: "N", observed: events, expected: EXPECTED, delta1, delta2 })) } as unknown as WindowResult]]),
  }));
}

describe("N-test beside its negative binomial twin", () => {
  const rows = clusteredNumberViews(counted(COUNTS), "model", 0.05);

  it("lists the windows in which the Poisson test rejects, and no other", () => {
    const rejected = COUNTS.flatMap((count, index) => {
      const { delta1, delta2 } = poissonNumberTest(count, EXPECTED);
      return 2 * Math.min(delta1, delta2) < 0.05 ? [index] : [];
    });
    expect(rows.map(({ index }) => index)).toEqual(rejected);
  });

  it("fits the scatter to earlier windows alone, and says so when they are too few", () => {
    expect(rows.filter(({ earlierWindows }) => earlierWindows < 10).every(({ clusteredPValue, variance }) => clusteredPValue === null && variance === null)).toBe(true);
    const late = rows.find(({ index }) => index === 12)!;
    expect(late.pValue).toBeLessThan(0.001);
    // Counts before it scatter with a variance of more than twenty about an expected four.
    expect(late.clusteredPValue).toBeGreaterThan(0.05);
    expect(late.variance).toBeGreaterThan(15);
    const changed = clusteredNumberViews(counted([...COUNTS.slice(0, 13), 400]), "model", 0.05);
    expect(changed.find(({ index }) => index === 12)).toEqual(late);
  });
});
