import { describe, expect, it } from "vitest";
import { decideAnytime } from "../../../src/gate/sequential/decide.ts";
import { anytimeEvidencePath } from "../../../src/gate/sequential/collect-evidence.ts";
import { contestPath } from "../../../src/gate/operating-characteristics/contest.ts";
import { anytimeRule } from "../../../src/gate/operating-characteristics/policy-rule.ts";
import { rulesOf } from "../../../src/gate/policy.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { samplePoisson } from "../../../src/numerics/random/samplers.ts";
import { anytimePolicy } from "../anytime-evidence.ts";
import { append, emptyLedger, type MadeWindow, WINDOWS } from "../ledger.ts";

/** Bars that random contests cross at different windows, some by each guard. */
const POLICY = anytimePolicy({ minimumWindows: 20, minimumActiveWindows: 3, minimumEvents: 20, floorNats: 3, calibrationAlpha: 0.4, harmAlpha: 0.3, strata: ["quiet", "active", { id: "large", magnitudeFrom: 5 }] });
const COUNT = 56;

/** A contest of many kinds, with what the study would draw of it. */
function madeContest(replica: number) {
  const stream = namedStream("whole policy", replica);
  const pick = (values: readonly number[]): number => values[Math.floor(values.length * stream.nextDouble())]!;
  const [gainQuiet, gainActive, gainLarge, factor, missingShare, pPower] = [pick([0.5, 0.8]), pick([0.5, 0.5, -0.4]), pick([0.5, 0.5, -1.5]), pick([1, 1, 1.1, 1.6]), pick([0, 0, 0, 0.2]), pick([1, 1, 1, 2])];
  const path = contestPath(COUNT);
  const made = Array.from({ length: COUNT }, (_, t): MadeWindow => {
    const active = stream.nextDouble() < 0.2;
    const events = samplePoisson(stream, 2);
    const large = Array.from({ length: events }, () => stream.nextDouble() < 0.2);
    const gains = large.map((is) => (is ? gainLarge : active ? gainActive : gainQuiet));
    const expected = 2 * factor;
    const pValue = Math.max(1e-3, Math.exp(pPower * Math.log(1 - stream.nextDouble())));
    const missing = stream.nextDouble() < missingShare;
    const own = gains.map((gain) => Math.log(0.01) + gain);
    const part = (values: readonly number[], share: number, mean: number) => ({ id: "large", expected: share * mean, events: large.filter(Boolean).length, logScore: values.filter((_, k) => large[k]).reduce((a, b) => a + b, -share * mean) });
    const reference = gains.map(() => Math.log(0.01));
    path.events[t] = events;
    path.active[t] = active ? 1 : 0;
    path.missing[t] = missing ? 1 : 0;
    path.gains[t] = own.reduce((a, b) => a + b, -expected) - reference.reduce((a, b) => a + b, -2);
    path.partGains[t] = part(own, 0.2, expected).logScore - part(reference, 0.2, 2).logScore;
    path.challengerExpected[t] = expected;
    path.baselineExpected[t] = 2;
    path.magnitudePValues[t] = path.placePValues[t] = pValue;
    const reliability = (mean: number) => [{ lower: 1e-3, upper: 1e-12, n: 1000, expected: mean, observed: events }];
    return {
      settled: "settled", active,
      forecasts: [
        { model: "etas", expected, logRates: own, pValue, status: missing ? "failed" : "on-time", parts: [part(own, 0.2, expected)], reliability: reliability(expected) },
        { model: "rj", expected: 2, logRates: reference, pValue, parts: [part(reference, 0.2, 2)], reliability: reliability(2) },
      ],
    };
  });
  return { path, made };
}

describe("the policy of the study", () => {
  it("passes the same contests as the gate, at the same windows", () => {
    const rules = rulesOf(POLICY);
    const rule = anytimeRule(rules);
    const found: [number, number][] = [];
    const reasons = new Set<string>();
    for (let replica = 0; replica < 16; replica++) {
      const { path, made } = madeContest(replica);
      const looks = anytimeEvidencePath(append(emptyLedger(), made), POLICY, { challenger: { id: "etas", version: "1" }, references: [{ id: "rj", version: "1" }], windows: WINDOWS.slice(0, COUNT), seed: "operating characteristics", simulations: 99, assumeReproduced: true }).slice(1).map((evidence) => decideAnytime(rules, evidence));
      // The negative control has a stream of its own in each: a contest that either of them fails is left out.
      if (looks.some((look) => look.reasons.some(({ code }) => code === "FAIL.NEGATIVE_CONTROL"))) continue;
      looks.at(-1)!.reasons.forEach(({ code }) => reasons.add(code));
      found.push([looks.findIndex(({ verdict }) => verdict === "PASS") + 1, rule(path)]);
    }
    expect(found.map(([gate]) => gate)).toEqual(found.map(([, study]) => study));
    expect(found.filter(([gate]) => gate > 0).length).toBeGreaterThan(3);
    for (const code of ["FAIL.CAL.N", "FAIL.CAL.R", "FAIL.CAL.M", "FAIL.STRATUM.LARGE", "FAIL.COVERAGE"]) expect([...reasons]).toContain(code);
  });
});
