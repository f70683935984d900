import fc from "fast-check";
import { expect, it } from "vitest";
import { fitInstant } from "../../src/experiment/stages/fitted-models.ts";
import { MS_PER_DAY } from "../../src/seismicity/time.ts";

it("fits at fixed instants: never after the issue, never longer ago than the interval, whatever was issued before", () => {
  fc.assert(
    fc.property(fc.integer({ min: -5000, max: 20_000 }), fc.double({ min: 0.5, max: 1000, noNaN: true }), fc.integer({ min: 0, max: 1e12 }), (days, interval, first) => {
      const issueAt = first + days * MS_PER_DAY;
      const fitAt = fitInstant(issueAt, first, interval);
      expect(fitAt).toBeLessThanOrEqual(issueAt);
      expect(issueAt - fitAt).toBeLessThan(interval * MS_PER_DAY + 1);
      expect(Math.abs((fitAt - first) / (interval * MS_PER_DAY) - Math.round((fitAt - first) / (interval * MS_PER_DAY)))).toBeLessThan(1e-6);
    }),
  );
  expect(fitInstant(10 * MS_PER_DAY, 3 * MS_PER_DAY, 7)).toBe(10 * MS_PER_DAY);
  expect(fitInstant(10 * MS_PER_DAY - 1, 3 * MS_PER_DAY, 7)).toBe(3 * MS_PER_DAY);
});
