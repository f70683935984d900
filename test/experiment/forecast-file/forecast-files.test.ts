import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { catalogWriter } from "../../../src/experiment/forecast-file/forecast-files.ts";
import { writeOutput } from "../../../src/formats/output-file.ts";
import { temporaryFolder } from "../../support/workspace.ts";

it("simulated catalogs across 180° have their longitudes in one range", async () => {
  const path = join(temporaryFolder(), "simulated.csv");
  const column = (...values: number[]): Float64Array => Float64Array.from(values);
  const catalog = { index: 0, length: 3, times: column(0, 1, 2), longitudes: column(180.24, -179.78, 179.5, 999), latitudes: column(-36, -36, -36), depthsKm: column(NaN, NaN, NaN), magnitudes: column(4, 4, 4) };
  await writeOutput(path, false, (file) => catalogWriter("simulated.csv", file)([catalog]));
  const longitudes = readFileSync(path, "utf8").trim().split("\n").slice(1).map((line) => Number(line.split(",")[0]));
  expect(longitudes).toHaveLength(3);
  for (const [place, longitude] of [-179.76, -179.78, 179.5].entries()) expect(longitudes[place]).toBeCloseTo(longitude, 9);
});
