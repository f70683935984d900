export { type AnytimePolicy, type AnytimeRules, anytimeSection } from "./policies/anytime.ts";
export { documentOf, type GatePolicy, parsePolicy, POLICY_NAMES, policyDigest, policyInWords, policyOfSection, type PolicyRules, rulesOf } from "./policies/document.ts";
export { type ClassicRules, type GateTest, type SeedClassicPolicy, seedClassicSection } from "./policies/seed-classic.ts";
