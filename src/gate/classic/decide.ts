import type { Decision, Verdict } from "../decision.ts";
import type { ClassicEvidence, SkillEvidence } from "../evidence.ts";
import type { ClassicRules } from "../policies/seed-classic.ts";
import type { Reason, ReasonCode } from "../reason-codes.ts";

/**
 * The seed policy, a pure function of stored evidence (reference/seed-system.md A6): passes the consistency tests at the
 * pre-registered look → the T interval of the gain excludes zero → calibrated → eligible; anything else stays behind the
 * flag. One missing input gives INDETERMINATE, never PASS or FAIL.
 */
export function decideClassic(policy: ClassicRules, evidence: ClassicEvidence): Decision {
  const missing = missingEvidence(policy, evidence);
  if (missing.length > 0) return behindTheFlag("INDETERMINATE", missing, "Supply the missing evidence and decide again.");
  const waiting = notYet(policy, evidence);
  if (waiting !== undefined) return behindTheFlag("HOLD", [waiting.reason], waiting.wouldChange);
  const uncovered = coverage(policy, evidence);
  if (uncovered.length === 0) {
    // Events are counted where there are forecasts, so that too few of them mean something only once coverage is given.
    const few = tooFewEvents(policy, evidence);
    if (few !== undefined) return behindTheFlag("HOLD", [few.reason], few.wouldChange);
    const silent = silentTests(policy, evidence);
    if (silent.length > 0) return behindTheFlag("INDETERMINATE", silent, "Supply the missing evidence and decide again.");
  }
  const failures = [...uncovered, ...consistency(policy, evidence), ...floor(evidence), ...calibration(policy, evidence)];
  const unproven = withoutSkill(evidence);
  if (failures.length > 0) {
    return behindTheFlag("FAIL", [...failures, ...unproven], "Only a new version, registered before its first window, can pass: a failed look is final for this one.");
  }
  if (unproven.length > 0) {
    return behindTheFlag("HOLD", unproven, "A new look, pre-registered before its first window, at which the whole interval lies above zero.");
  }
  return { verdict: "PASS", state: "eligible", reasons: [{ code: "PASS.SKILL", detail: evidence.skill.map(gainInWords).join("; ") }], wouldChange: "Nothing: the look has been taken." };
}

function behindTheFlag(verdict: Verdict, reasons: readonly Reason[], wouldChange: string): Decision {
  return { verdict, state: "behind the flag", reasons, wouldChange };
}

function missingEvidence(policy: ClassicRules, evidence: ClassicEvidence): Reason[] {
  const reasons: Reason[] = [];
  const missing = (detail: string): void => void reasons.push({ code: "INDETERMINATE.DATA", detail });
  if (evidence.resultsMissing > 0) missing(`${evidence.resultsMissing} settled windows have not been scored`);
  if (evidence.skill.length === 0) missing("no reference to compare with");
  for (const test of policy.consistencyTests) {
    if (!evidence.consistency.some((entry) => entry.test === test)) missing(`the ${test}-test was not run`);
  }
  const inadmissible = evidence.evidenceClasses.filter((found) => !policy.evidenceClasses.includes(found));
  if (inadmissible.length > 0) reasons.push({ code: "FAIL.LATE", detail: `${inadmissible.join(", ")} evidence; the policy admits ${policy.evidenceClasses.join(", ")}` });
  return reasons;
}

function notYet(policy: ClassicRules, evidence: ClassicEvidence): { reason: Reason; wouldChange: string } | undefined {
  if (evidence.scoredWindows >= policy.lookAfterWindows) return undefined;
  const left = policy.lookAfterWindows - evidence.scoredWindows;
  return {
    reason: { code: "HOLD.UNSETTLED", detail: `${evidence.scoredWindows} of ${policy.lookAfterWindows} windows scored` },
    wouldChange: `${left} more scored window${left === 1 ? "" : "s"}; the decision is taken then, once.`,
  };
}

function tooFewEvents(policy: ClassicRules, evidence: ClassicEvidence): { reason: Reason; wouldChange: string } | undefined {
  if (evidence.events >= policy.minimumEvents) return undefined;
  return {
    reason: { code: "HOLD.MIN_EVENTS", detail: `${evidence.events} target earthquakes, ${policy.minimumEvents} needed` },
    wouldChange: `A new look with at least ${policy.minimumEvents} target earthquakes.`,
  };
}

/** Tests that ran but could not speak: missing input, not a passed test. */
function silentTests(policy: ClassicRules, evidence: ClassicEvidence): Reason[] {
  const silent = evidence.consistency.filter((entry) => policy.consistencyTests.includes(entry.test) && entry.pValue === null);
  const reasons = silent.map((entry): Reason => ({ code: "INDETERMINATE.DATA", detail: `the ${entry.test}-test has no p-value` }));
  if (evidence.calibration.pValue === null) reasons.push({ code: "INDETERMINATE.DATA", detail: `${evidence.calibration.windows} windows are too few for a PIT` });
  return reasons;
}

function coverage(policy: ClassicRules, evidence: ClassicEvidence): Reason[] {
  const unrevealed = evidence.unrevealed ?? 0;
  const withheld: Reason[] = unrevealed === 0 ? [] : [{ code: "FAIL.COVERAGE", detail: `${unrevealed} ${unrevealed === 1 ? "forecast that it was" : "forecasts that it was"} committed to not revealed before the outcome was known; none may be` }];
  const share = evidence.forecastsDue === 0 ? 0 : evidence.forecastsOnTime / evidence.forecastsDue;
  if (share >= policy.minimumCoverage) return withheld;
  return [...withheld, { code: "FAIL.COVERAGE", detail: `${evidence.forecastsOnTime} of ${evidence.forecastsDue} forecasts on time, ${Number((100 * policy.minimumCoverage).toPrecision(12))} % needed` }];
}

function consistency(policy: ClassicRules, evidence: ClassicEvidence): Reason[] {
  return policy.consistencyTests.flatMap((test): Reason[] => {
    const entry = evidence.consistency.find((candidate) => candidate.test === test)!;
    if (entry.pValue === null || entry.pValue >= policy.consistencyAlpha) return [];
    return [{ code: `FAIL.CAL.${test}` satisfies ReasonCode, detail: `p = ${figure(entry.pValue)} over ${evidence.scoredWindows} windows, level ${policy.consistencyAlpha}` }];
  });
}

function floor(evidence: ClassicEvidence): Reason[] {
  // NaN: challenger and reference both said zero, so that the difference of their losses is ∞ − ∞.
  const infinite = evidence.skill.filter((entry) => entry.informationGain === -Infinity || entry.totalGainNats === -Infinity || Number.isNaN(entry.totalGainNats));
  if (infinite.length === 0) return [];
  return [{ code: "FAIL.FLOOR", detail: infinite.some((entry) => !Number.isNaN(entry.totalGainNats)) ? "the gain is −∞ nats" : `the loss is ∞ nats, as is that of ${infinite.map((entry) => entry.reference).join(" and ")}` }];
}

function calibration(policy: ClassicRules, evidence: ClassicEvidence): Reason[] {
  const { pValue, windows } = evidence.calibration;
  return pValue === null || pValue >= policy.calibrationAlpha ? [] : [{ code: "FAIL.CAL.PIT", detail: `p = ${figure(pValue)} over ${windows} windows, level ${policy.calibrationAlpha}` }];
}

function withoutSkill(evidence: ClassicEvidence): Reason[] {
  return evidence.skill
    .filter((entry) => entry.lower === null || !(entry.lower > 0))
    .map((entry): Reason => ({ code: "HOLD.EVIDENCE", detail: gainInWords(entry) }));
}

function gainInWords(entry: SkillEvidence): string {
  if (entry.informationGain === -Infinity || entry.informationGain === Infinity) return `against ${entry.reference}: ${figure(entry.informationGain)} nats per earthquake, without an interval`;
  if (entry.informationGain === null || entry.lower === null || entry.upper === null) return `against ${entry.reference}: not enough earthquakes for an interval`;
  return `against ${entry.reference}: ${figure(entry.informationGain)} nats per earthquake [${figure(entry.lower)}, ${figure(entry.upper)}], n = ${entry.events}`;
}

function figure(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "\u2212∞" : "undefined";
  return String(Number(value.toPrecision(3))).replace("-", "\u2212");
}
