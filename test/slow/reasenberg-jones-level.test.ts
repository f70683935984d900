import { expect, it } from "vitest";
import { levelOn } from "../forecasters/reasenberg-jones/level.ts";

/** Stated before any of them was run. */
const SEEDS = ["1", "2", "3", "4", "5", "6", "7", "8"];

it("Reasenberg–Jones is level where it is true: eight catalogs of 4,000 days", async () => {
  const levels = await Promise.all(SEEDS.map((seed) => levelOn(seed, 2000)));
  const ratios = levels.map(({ foreseeable }) => foreseeable.expected / foreseeable.observed);
  const mean = ratios.reduce((a, b) => a + b, 0) / ratios.length;
  const error = Math.sqrt(ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / (ratios.length * (ratios.length - 1)));
  const windows = levels.reduce((sum, level) => sum + level.windows, 0);
  const rejected = levels.reduce((sum, level) => sum + level.foreseeable.rejected, 0) / windows;
  for (const [index, { foreseeable, background, coming }] of levels.entries()) {
    const ratio = ({ expected, observed }: { expected: number; observed: number }): string => (expected / observed).toFixed(3);
    process.stdout.write(`seed ${SEEDS[index]}: expected over observed ${ratio(foreseeable)} foreseeable, ${ratio(background)} background, ${ratio(coming)} coming\n`);
  }
  process.stdout.write(`foreseeable: mean ${mean.toFixed(3)}, standard error ${error.toFixed(3)}; N-test rejects ${(100 * rejected).toFixed(1)} % of ${windows} windows at 5 %\n`);
  // A right model fails either in about 3 of 1,000 choices of seeds.
  expect(Math.abs(mean - 1)).toBeLessThan(3 * error);
  expect(rejected).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / windows));
});
