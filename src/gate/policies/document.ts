import { z } from "zod";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { type AnytimePolicy, type AnytimeRules, anytimeDocument, anytimeInWords, type anytimeSection, CALIBRATION_STATISTICS } from "./anytime.ts";
import { POLICY_FORMAT, RECORD_RULES_NOW } from "./fields.ts";
import { CLASSIC_TESTS, type ClassicRules, type SeedClassicPolicy, seedClassicDocument, seedClassicInWords, type seedClassicSection } from "./seed-classic.ts";

/** A policy as it is hashed, logged and signed: canonical JSON whose fractions are decimal strings. */
export type GatePolicy = SeedClassicPolicy | AnytimePolicy;
export type PolicyRules = ClassicRules | AnytimeRules;

/** Names of the built-in policies. */
export const POLICY_NAMES = ["anytime", "seed-classic"] as const;

const document = z.discriminatedUnion("policy", [seedClassicDocument, anytimeDocument]);

/** Of the policy's numbers, numbers. */
export function rulesOf(policy: SeedClassicPolicy): ClassicRules;
export function rulesOf(policy: AnytimePolicy): AnytimeRules;
export function rulesOf(policy: GatePolicy): PolicyRules;
export function rulesOf(policy: GatePolicy): PolicyRules {
  return document.parse(policy);
}

/** The document of a policy whose numbers are numbers. */
export function documentOf(rules: PolicyRules): GatePolicy {
  return document.encode(rules);
}

/** What of an experiment, beside its `gate`, stands in the document of an anytime policy. */
export interface PolicyCircumstances {
  readonly challengers: readonly string[];
  readonly authors: Readonly<Record<string, string>>;
  readonly horizons: number;
}

/** The document of a `gate` of an experiment file, with the rules of keeping records that hold now. */
export function policyOfSection(gate: z.output<typeof anytimeSection> | z.output<typeof seedClassicSection>, { challengers, authors, horizons }: PolicyCircumstances): GatePolicy {
  if (gate.policy === "seed-classic") {
    const { challengers: _, ...section } = gate;
    return documentOf({ format: POLICY_FORMAT, ...section, unrevealed: RECORD_RULES_NOW.unrevealed });
  }
  return documentOf({ format: POLICY_FORMAT, ...gate, policy: "anytime", challengers: [...challengers], authors: { ...authors }, horizons, skillStatistic: "joint-log-score", alphaSpending: "registration-order", ...RECORD_RULES_NOW });
}

/**
 * Reads a policy document.
 *
 * @param file named in errors
 * @throws InputError for another format, an unknown rule or statistic (AUC is never one), an unknown or missing key, a number that is no decimal string
 */
export function parsePolicy(value: unknown, file?: string): GatePolicy {
  const where = file === undefined ? {} : { file };
  const found = document.safeParse(value);
  if (found.success) return documentOf(found.data);
  const issue = found.error.issues[0]!;
  const field = issue.path.join(".") || "the policy";
  const given = issue.path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);
  if (issue.code === "unrecognized_keys") throw new InputError("a policy has no such key", { ...where, field: [...issue.path, issue.keys[0]].join("."), value: issue.keys[0], expected: reasonAgainst(issue.keys[0]!) });
  if (issue.path[0] === "calibrationStatistics" || issue.path[0] === "consistencyTests") {
    const known = issue.path[0] === "consistencyTests" ? CLASSIC_TESTS : CALIBRATION_STATISTICS;
    throw new InputError("a policy cannot name this statistic", { ...where, field, value: given, expected: `${known.join(", ")}${reasonAgainst(given) === "" ? "" : `; ${reasonAgainst(given)}`}` });
  }
  if (issue.path[0] === "strata" && issue.code === "invalid_union") throw new InputError("a bad stratum", { ...where, field, value: given, expected: "quiet, active, {id, magnitudeFrom, magnitudeTo}, {id, box} or {id, polygon}, with their numbers as decimal strings" });
  if (issue.path[0] === "policy") throw new InputError("an unknown policy", { ...where, field, value: given, expected: POLICY_NAMES.join(" or ") });
  throw new InputError("a bad policy", { ...where, field, value: given, expected: issue.message });
}

/** What a policy is called by in logs and decisions: SHA-256 of its document as canonical JSON. */
export function policyDigest(policy: GatePolicy): string {
  return sha256Hex(canonicalJson(policy));
}

/** The policy in words. @param references titles of what challengers are compared with */
export function policyInWords(rules: PolicyRules, references: readonly string[]): string[] {
  return rules.policy === "anytime" ? anytimeInWords(rules, references) : seedClassicInWords(rules, references);
}

/** Names under which ranking measures turn up that reward neither honest probabilities nor the right number. */
const NOT_PROPER = /^(auc|roc|molchan|ass|area[- ]?skill([- ]?score)?|concentration)$/i;

function reasonAgainst(name: unknown): string {
  return typeof name === "string" && NOT_PROPER.test(name) ? `${name} is not a proper score: a forecast can be wrong in every probability and rank the cells well` : "";
}
