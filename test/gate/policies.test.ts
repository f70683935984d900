import { describe, expect, it } from "vitest";
import { builtInPolicy } from "../../src/experiment/gate/built-in-policies.ts";
import { type AnytimePolicy, documentOf, parsePolicy, policyInWords, rulesOf } from "../../src/gate/policy.ts";
import { canonicalJson } from "../../src/ledger/canonical-json.ts";

describe.each(["anytime", "seed-classic"])("the policy %s", (name) => {
  const policy = builtInPolicy(name);

  it("is a document whose fractions are decimal strings, and comes back from it as it was", () => {
    expect(parsePolicy(JSON.parse(canonicalJson(policy)))).toEqual(policy);
    expect(documentOf(rulesOf(policy))).toEqual(policy);
    const numbers = Object.values(policy).flat().filter((value) => typeof value === "number");
    expect(numbers.every(Number.isInteger)).toBe(true);
  });

  it.each<[string, (document: Record<string, unknown>) => void, RegExp]>([
    ["an unknown key", (document) => (document["auc"] = "0.7"), /a policy has no such key.*auc is not a proper score/],
    ["a key left out", (document) => delete document["minimumCoverage"], /minimumCoverage/],
    ["a number that is no string", (document) => (document["minimumCoverage"] = 0.95), /minimumCoverage.*got 0.95/],
    ["an exponent", (document) => (document["calibrationAlpha"] = "5e-2"), /calibrationAlpha.*decimal number in quotes/],
    ["a share beyond 1", (document) => (document["calibrationAlpha"] = "1.5"), /calibrationAlpha.*between 0 and 1/],
    ["another format", (document) => (document["format"] = "quakegate/policy/2"), /format/],
    ["another policy", (document) => (document["policy"] = "lenient"), /unknown policy.*"lenient".*anytime or seed-classic/],
    ["a window before the first", (document) => (document["effectiveFromWindow"] = -1), /effectiveFromWindow.*-1/],
  ])("refuses %s, and says so", (_, change, message) => {
    const document = structuredClone(policy) as unknown as Record<string, unknown>;
    change(document);
    expect(() => parsePolicy(document, "policy.json")).toThrow(message);
    expect(() => parsePolicy(document, "policy.json")).toThrow(/^policy\.json, /);
  });

  it.each(["AUC", "ROC", "molchan", "area-skill-score", "brier"])("does not name %s", (statistic) => {
    const field = name === "anytime" ? "calibrationStatistics" : "consistencyTests";
    expect(() => parsePolicy({ ...policy, [field]: ["N", statistic] })).toThrow(statistic === "brier" ? /cannot name this statistic.*brier/ : /cannot name this statistic.*is not a proper score/);
  });

  it("says every one of its numbers in words", () => {
    const words = policyInWords(rulesOf(policy), ["etas", "null"]).join("\n");
    expect(words).toMatch(name === "anytime" ? /etas, against null, against whatever is in service/ : /against etas and against null/);
    const changed = Object.entries(rulesOf(policy)).filter(([key, value]) => typeof value === "number" && !["horizons"].includes(key));
    for (const [key, value] of changed) {
      const other = { ...rulesOf(policy), [key]: (value as number) < 1 && value !== 0 ? (value as number) / 2 : (value as number) + 1 };
      expect([key, policyInWords(other, ["etas", "null"]).join("\n") === words]).toEqual([key, false]);
    }
  });
});

it("keeps small levels as decimals", () => {
  const small = documentOf({ ...rulesOf(builtInPolicy("anytime") as AnytimePolicy), alpha: 1.25e-8 });
  expect((small as AnytimePolicy).alpha).toBe("0.0000000125");
  expect(rulesOf(small)).toMatchObject({ alpha: 1.25e-8 });
});
