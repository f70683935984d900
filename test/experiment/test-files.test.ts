import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { decodeNumber } from "../../src/evaluation/json-number.ts";
import { testFiles } from "../../src/experiment/test-files/test-files.ts";
import { expectTTest } from "../evaluation/support/golden-t-test.ts";
import { hasShared, sharedPath } from "../support/shared.ts";

const folder = mkdtempSync(join(tmpdir(), "quakegate-"));
const oracle = (...parts: string[]): string => sharedPath("oracle", "pycsep", ...parts);

/** Writes an oracle forecast as a CSEP .dat file, independently of our own writer. */
function writeDat(id: string): string {
  const { region } = JSON.parse(readFileSync(oracle("gridded", `${id}.json`), "utf8")) as { region: string };
  const { dh, magnitudes } = JSON.parse(readFileSync(oracle("regions", `${region}.json`), "utf8")) as { dh: number; magnitudes: number[] };
  const origins = gunzipSync(readFileSync(oracle("regions", `${region}.origins.csv.gz`))).toString().trim().split("\n").slice(1).map((line) => line.split(",").map(Number));
  const rates = gunzipSync(readFileSync(oracle("gridded", `${id}.f32.gz`)));
  const step = magnitudes.length > 1 ? magnitudes[1]! - magnitudes[0]! : 1;
  const lines = origins.flatMap(([lon, lat], cell) =>
    magnitudes.map((edge, bin) =>
      [lon, +(lon! + dh).toFixed(6), lat, +(lat! + dh).toFixed(6), 0, 30, edge, +(edge + step).toFixed(6), rates.readFloatLE(4 * (cell * magnitudes.length + bin)), 1].join(" "),
    ),
  );
  const file = join(folder, `${id}.dat`);
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

interface Case { forecast: string; benchmark: string; catalog: string; n_obs: number; tests: Record<string, any> }

describe.skipIf(!hasShared)("the tests on files, against pyCSEP's numbers (needs ../shared)", () => {
  const cases = hasShared ? readdirSync(oracle("cases", "gridded")) : [];
  const files = new Map<string, string>();
  const dat = (id: string): string => files.get(id) ?? files.set(id, writeDat(id)).get(id)!;

  it.each(cases)("%s", async (name) => {
    const { forecast, benchmark, catalog, n_obs, tests } = JSON.parse(readFileSync(oracle("cases", "gridded", name), "utf8")) as Case;
    const simulations = n_obs > 100 ? 300 : 2000;
    const request = { forecast: dat(forecast), against: dat(benchmark), catalog: oracle("catalogs", `${catalog}.csv`), simulations };
    const report = await testFiles({ ...request, tests: ["N", "M", "S", "L", "CL", "T", "W"], alpha: 0.05 });
    const result = (test: string): any => report.results.find((entry) => entry["test"] === test);
    expect(report.events).toBe(n_obs);
    expect(Math.abs(result("N").quantiles.delta1 - tests["poisson_number"].quantile[0])).toBeLessThan(1e-12);
    expect(Math.abs(result("N").quantiles.delta2 - tests["poisson_number"].quantile[1])).toBeLessThan(1e-12);
    for (const [ours, theirs] of [["S", "spatial"], ["M", "magnitude"], ["L", "likelihood"], ["CL", "conditional_likelihood"]] as const) {
      const expected = tests[`poisson_${theirs}`];
      closeTo(result(ours).observed, decodeNumber(expected.observed_statistic), 1e-9);
      const { quantile: q, num_simulations: n } = expected.reference;
      expect(Math.abs(result(ours).quantile - q)).toBeLessThanOrEqual(4 * Math.sqrt(q * (1 - q) * (1 / simulations + 1 / n)) + 1 / simulations);
    }
    if (n_obs < 2) return;
    expectTTest(result("T"), tests["paired_t_alpha0.05"], "T");
    if (n_obs < 10) return;
    closeTo(decodeNumber(result("W").z), decodeNumber(tests["w_test"].z_statistic), 1e-9);
    closeTo(decodeNumber(result("W").pValue), decodeNumber(tests["w_test"].probability), 1e-9);
  });
});

function closeTo(ours: number, theirs: number, tolerance: number): void {
  if (!Number.isFinite(theirs)) expect(ours).toBe(theirs);
  else expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(theirs)));
}
