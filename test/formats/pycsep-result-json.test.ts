import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readPycsepResult } from "../../src/formats/pycsep-result-json.ts";
import { hasShared, sharedPath } from "../support/shared.ts";

const result = (members: Record<string, unknown>): string => JSON.stringify({ type: "EvaluationResult", name: "Poisson N-Test", observed_statistic: 10, quantile: [0.7, 0.3], test_distribution: ["poisson", 12], sim_name: "a", obs_name: "c", min_mw: 4.95, status: "normal", ...members });

describe("readPycsepResult", () => {
  it("reads laws, simulations and comparisons", () => {
    expect(readPycsepResult(result({}), "x")).toEqual({ type: "EvaluationResult", name: "Poisson N-Test", observedStatistic: 10, quantile: [0.7, 0.3], distribution: [], law: { name: "poisson", parameters: [12] }, forecasts: ["a"], catalog: "c", minimumMagnitude: 4.95, status: "normal" });
    expect(readPycsepResult(result({ test_distribution: [1, 2], quantile: 0.05, sim_name: ["a", "b"], obs_name: null, min_mw: null }), "x")).toMatchObject({ distribution: [1, 2], quantile: [0.05], forecasts: ["a", "b"], catalog: null, minimumMagnitude: null });
  });

  it("reads bare NaN and infinities, NumPy numbers saved as texts, and a law spelt letter by letter", () => {
    const text = result({ observed_statistic: "12", test_distribution: ["n", "o", "r", "m", "a", "l"], quantile: ["@"], name: 'a "NaN" test' }).replace('"@"', "NaN, -Infinity");
    expect(readPycsepResult(text, "x")).toMatchObject({ observedStatistic: 12, law: { name: "normal", parameters: [] }, quantile: [Number.NaN, -Infinity], name: 'a "NaN" test' });
  });

  it.each([
    ["", /x: not valid JSON/],
    ["[]", /x, document: not an object/],
    ['{"catalog": []}', /x, test_distribution: not a result of pyCSEP/],
    [result({ quantile: "low" }), /x, quantile\[0\]: not a number; got "low"/],
    [result({ test_distribution: { a: 1 } }), /x, test_distribution: not a list/],
    [result({ name: 3 }), /x, name: not a text; got 3/],
  ])("refuses %s", (text, message) => {
    expect(() => readPycsepResult(text, "x")).toThrow(message);
  });

  it.skipIf(!hasShared)("reads every result of the reference folder (needs it)", () => {
    const paths = [sharedPath("oracle", "pycsep", "io"), sharedPath("oracle", "pycsep", "peer_data")].flatMap((folder) => ["result_poisson_n.json", "result_poisson_s.json", "result_t.json", "result_example_spatial_test.json", "result_ltest_model_0.json"].map((name) => `${folder}/${name}`));
    const read = paths.flatMap((path) => { try { return [readPycsepResult(readFileSync(path, "utf8"), path)]; } catch (error) { if ((error as NodeJS.ErrnoException).code === "ENOENT") return []; throw error; } });
    expect(read).toHaveLength(5);
    expect(read[0]).toMatchObject({ name: "Poisson N-Test", law: { name: "poisson", parameters: [11.999656677246094] }, quantile: [0.7575778428627755, 0.3472654115993126] });
    expect([read[3]!.observedStatistic, read[4]!.observedStatistic]).toEqual([-161.78441260001426, -134.0836280374504]);
  });
});
