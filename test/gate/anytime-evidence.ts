import type { AnytimeEvidence } from "../../src/gate/evidence.ts";
import { type AnytimePolicy, type AnytimeRules, anytimeSection, documentOf, rulesOf } from "../../src/gate/policy.ts";
import { CALIBRATION_STATISTICS } from "../../src/gate/policies/anytime.ts";
import type { ActEvidence, ContestEvidence } from "../../src/gate/sequential/evidence.ts";

/** The built-in policy for one challenger and one horizon. */
export function anytimePolicy(changes: Readonly<Partial<AnytimeRules>> = {}): AnytimePolicy {
  const { policy: _, challengers: __, ...section } = anytimeSection.parse({ id: "made" });
  return documentOf({
    format: "quakegate/policy/1", policy: "anytime", ...section, challengers: ["etas"], horizons: 1,
    skillStatistic: "joint-log-score", alphaSpending: "registration-order", ...changes,
  }) as AnytimePolicy;
}

export const ANYTIME: AnytimeRules = rulesOf(anytimePolicy());

export const CONTEST: ContestEvidence = {
  reference: "rj", inService: false, windows: 60, fallbacks: 0, penalised: 0, referenceMissing: 0, events: 80, rawGainNats: 30, insuredGainNats: 28, scaleGainNats: 4, shapeGainNats: 26,
  lowerNatsPerWindow: 0.1, logEValue: Math.log(60), largestLogEValue: Math.log(70), natsNeeded: { byPlainRule: 0, atLeast: 0, inOneWindow: 0 }, windowsNeeded: 0, floorTouches: 0, bothSaidZero: 0, largestLossNats: 2,
  loudnessLogEValue: Math.log(25), harm: [{ stratum: "quiet", windows: 52, events: 40, logEValue: -2, unscored: 0, otherLaw: 0 }, { stratum: "active", windows: 8, events: 40, logEValue: -1, unscored: 0, otherLaw: 0 }], futilityLogEValue: 0.3, controlLogEValue: 0.5,
};

/** Evidence that passes {@link ANYTIME}. */
export const ANYTIME_PASSING: AnytimeEvidence = {
  policy: "anytime", challenger: "etas", challengerVersion: "1", horizonDays: 7, fromWindow: 0, throughWindow: 59, throughSettlesAt: Date.UTC(2021, 2, 1), registration: 1, level: 0.025,
  scoredWindows: 60, activeWindows: 8, unscorableWindows: 0, forecastsOnTime: 60, forecastsDue: 60, activeOnTime: 8, resultsMissing: 0, evidenceClasses: ["prospective"], events: 80, expected: 77,
  skill: [CONTEST, { ...CONTEST, reference: "null" }], calibration: CALIBRATION_STATISTICS.map((statistic) => ({ statistic, windows: 60, logEValue: -0.5, largestLogEValue: 0.8, expected: [77] })),
  passedAtWindow: null, passedAt: null, closedAtWindow: null, acts: [], service: null, resultsDigest: "", reproduction: { outcome: "reproduced", process: "second process", detail: "the same bytes", entry: 899 },
};

export function withContest(changes: Partial<ContestEvidence>): AnytimeEvidence {
  return { ...ANYTIME_PASSING, skill: [{ ...CONTEST, ...changes }, ...ANYTIME_PASSING.skill.slice(1)] };
}

export function withCalibration(statistic: string, largest: number): AnytimeEvidence {
  return { ...ANYTIME_PASSING, calibration: ANYTIME_PASSING.calibration.map((entry) => (entry.statistic === statistic ? { ...entry, largestLogEValue: Math.log(largest) } : entry)) };
}

export function withAct(act: Partial<ActEvidence> & Pick<ActEvidence, "kind">, changes: Partial<AnytimeEvidence> = {}): AnytimeEvidence {
  return { ...ANYTIME_PASSING, ...changes, acts: [{ fromWindow: 50, entry: 900, asOf: Date.UTC(2021, 2, 1), reason: "as the minutes say", signers: ["operator"], ...act }] };
}

/** Several acts, the first with log entry 900. */
export function withActs(...acts: readonly (Partial<ActEvidence> & Pick<ActEvidence, "kind">)[]): AnytimeEvidence {
  return { ...ANYTIME_PASSING, acts: acts.flatMap((act) => withAct(act).acts) };
}

export const SERVICE: NonNullable<AnytimeEvidence["service"]> = { fromWindow: 40, against: "rj", logDetector: 1, largestLogDetector: 2, calibration: [{ statistic: "N", windows: 20, logEValue: 0, largestLogEValue: 0.2, expected: [20] }] };
