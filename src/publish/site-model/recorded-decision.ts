import { decodeNumbers } from "../../evaluation/json-number.ts";
import type { GateEvidence } from "../../gate/evidence.ts";
import type { DecisionRecord } from "../../ledger/records.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import type { DecisionView, PowerView, RecordedDecision } from "../model.ts";
import { consistencyLevel } from "../policy-terms.ts";
import type { CountedWindow } from "./counted-window.ts";
import type { PooledForecast } from "./pooled-forecast.ts";
import type { PowerOf } from "./power-view.ts";
import type { SitePolicies } from "./site-policies.ts";

/** What the power of a decision's tests is worked out from. */
export interface DecisionPower {
  readonly counted: readonly CountedWindow[];
  readonly policies: Pick<SitePolicies, "withDigest">;
  /** Level of the tests where the policy of a decision has none. */
  readonly level: number;
  readonly versions: ReadonlyMap<string, string>;
  pool(windows: readonly CountedWindow[], model: string): PooledForecast | undefined;
  readonly powerOf: PowerOf;
}

/** The decision as it was recorded: its body is all of the view but that body's digest, and the evidence stands beside it. */
export function recordedDecision({ body, evidence: recorded }: DecisionRecord, power: DecisionPower): RecordedDecision {
  const decision = decodeNumbers(JSON.parse(body)) as Omit<DecisionView, "decisionDigest">;
  const evidence = decodeNumbers(JSON.parse(recorded)) as GateEvidence;
  const policy = power.policies.withDigest(decision.policyDigest);
  return { ...decision, decisionDigest: sha256Hex(body), evidence, ...(policy === undefined ? {} : { policy }), power: decisionPower(evidence, { ...power, level: consistencyLevel(policy, power.level) }) };
}

/** None for an older version, whose forecasts the site no longer shows, and none unless the windows of the evidence are at hand. */
function decisionPower(evidence: GateEvidence, { counted, level, versions, pool, powerOf }: DecisionPower): Record<string, PowerView> {
  if (evidence.policy === "anytime") return {};
  const { challenger, challengerVersion, fromWindow, throughWindow, skill, calibration } = evidence;
  const passed = evidence.consistency.filter(({ pValue }) => pValue !== null && pValue >= level);
  if (passed.length === 0 || versions.get(challenger) !== challengerVersion) return {};
  const needed = [challenger, ...skill.map(({ reference }) => reference)];
  const windows = counted.filter(({ view, results }) => view.index >= fromWindow && view.index <= throughWindow && needed.every((model) => results.has(model)));
  const pooled = windows.length === calibration.windows ? pool(windows, challenger) : undefined;
  if (pooled === undefined) return {};
  return Object.fromEntries(passed.flatMap(({ test }) => {
    const found = powerOf(pooled, test, level);
    return found === null ? [] : [[test, found]];
  }));
}
