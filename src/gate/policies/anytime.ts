import { z } from "zod";
import { plainRuleNats } from "../anytime/nats-needed.ts";
import { signersInWords } from "../acts/signers.ts";
import { insuranceShare } from "../anytime/insured-gain.ts";
import { spentAlpha } from "../anytime/alpha-spending.ts";
import { DEFAULT_STAKES, stakeGrid } from "../anytime/stakes.ts";
import { binStrata, strataDocument, strataSection, stratumInWords } from "../strata/stratum.ts";
import { DECIMAL, type DecimalFields, evidenceClasses, identifier, PLAIN, POLICY_FORMAT, RECORD_RULES } from "./fields.ts";

/** Calibration statistics with an e-value, each with what it asks. COLD is R where nothing recent guides the forecast: a cold start. */
const CALIBRATION_QUESTIONS = {
  N: "the number of earthquakes, by the forecast's own law",
  PIT: "where the number of each window lies in that law",
  M: "magnitudes, by its simulated catalogs where it is sealed with some",
  S: "places, likewise",
  R: "reliability: of cells with like probability, as many have an earthquake as was said, or, where the forecast is not Poisson, no more",
  COLD: "cold start: the same in quiet windows alone, where no recent larger earthquakes guide the forecast",
} as const;
export type CalibrationStatistic = keyof typeof CALIBRATION_QUESTIONS;
export const CALIBRATION_STATISTICS = Object.keys(CALIBRATION_QUESTIONS) as readonly CalibrationStatistic[];

const CALIBRATION_TITLES: Readonly<Record<CalibrationStatistic, string>> = { N: "number", PIT: "spread of the numbers", M: "magnitudes", S: "places", R: "reliability", COLD: "reliability after a cold start" };

/** A calibration statistic with its title: "N, number". */
export function calibrationTitle(statistic: CalibrationStatistic): string {
  return `${statistic}, ${CALIBRATION_TITLES[statistic]}`;
}

/** Decimal numbers of the policy, with the defaults of gate.md §f. */
function decimals<Field extends z.ZodType>({ share, closedShare, amount }: DecimalFields<Field>) {
  return {
    alpha: share(0.05).describe("probability of ever shipping a challenger that is no better, over all variants ever registered and all horizons"),
    floorNats: amount(4.6).describe("B: what ships is (1 − e^−B) challenger + e^−B baseline, so that no window loses more than B nats"),
    calibrationAlpha: share(0.05).describe("shared evenly by the calibration statistics"),
    loudnessAlpha: share(0.05).describe("the gain must hold over the reference made louder or quieter by any constant"),
    harmAlpha: share(0.05).describe("of each stratum"),
    futilityAlpha: share(0.025).describe("a challenger shown worse than a reference at this level is closed"),
    minimumCoverage: closedShare(0.95).describe("least share of windows with a forecast on time; one missing window is always allowed"),
    minimumActiveCoverage: closedShare(0.95).describe("the same of active windows"),
  };
}

/** Whole numbers, and what is named. */
const counts = {
  minimumWindows: z.number().int().min(1),
  minimumActiveWindows: z.number().int().min(0),
  minimumEvents: z.number().int().min(0),
  maximumFloorTouches: z.number().int().min(0),
  demotionWindows: z.number().int().min(2),
  coolingOffDays: z.number().int().min(0),
};

const statistics = z.array(z.enum(CALIBRATION_STATISTICS)).min(1);

/** Who may sign: names of teams as `quakegate key` registers them. */
const signers = { teams: z.array(identifier), authors: z.record(identifier, identifier) };

/** `gate` of an experiment file under this policy, which is the one that is meant when none is named. */
export const anytimeSection = z.strictObject({
  policy: z.literal("anytime").optional().describe("the default"),
  id: identifier,
  challengers: z.array(identifier).optional().describe("default: every forecaster but the null"),
  effectiveFromWindow: z.number().int().min(0).default(0).describe("first window that counts, of each horizon"),
  minimumWindows: counts.minimumWindows.default(52),
  minimumActiveWindows: counts.minimumActiveWindows.default(5).describe("how many of them active"),
  minimumEvents: counts.minimumEvents.default(30),
  maximumFloorTouches: counts.maximumFloorTouches.default(2).describe("windows in which the bare challenger may lose more than the floor"),
  demotionWindows: counts.demotionWindows.default(520).describe("a shipped model that stays as good is demoted by mistake after so many windows on average, or later"),
  coolingOffDays: counts.coolingOffDays.default(7).describe("between a pass and its shipping, for objections"),
  operators: signers.teams.default([]).describe("teams that may sign that a version ships or is declined, and answers to objections; default: any registered team"),
  auditors: signers.teams.default([]).describe("teams that may put a fault on record; default: any registered team"),
  authors: signers.authors.default({}).describe("team by challenger, which alone may withdraw it or move it to a newer policy; of submitted models the team that submits"),
  calibrationStatistics: statistics.default([...CALIBRATION_STATISTICS]),
  evidenceClasses: evidenceClasses.default(["prospective"]),
  strata: strataSection.default(["quiet", "active"]).describe("where harm is looked for: quiet, active, bands of magnitude {id, magnitudeFrom, magnitudeTo}, parts of the region {id, box} or {id, polygon}"),
  stakes: z.array(z.number().gt(0).lt(1)).min(1).default([...DEFAULT_STAKES.stakes]).describe("shares of the capital that are bet on every window, run side by side"),
  ...decimals(PLAIN),
}).describe("evidence that may be looked at every week");

/** The document that is hashed and logged. */
export const anytimeDocument = z.strictObject({
  format: z.literal(POLICY_FORMAT),
  policy: z.literal("anytime"),
  id: identifier,
  challengers: z.array(identifier),
  horizons: z.number().int().min(1),
  effectiveFromWindow: z.number().int().min(0),
  skillStatistic: z.literal("joint-log-score"),
  alphaSpending: z.literal("registration-order"),
  strata: strataDocument,
  operators: signers.teams,
  auditors: signers.teams,
  authors: signers.authors,
  ...counts,
  calibrationStatistics: statistics,
  evidenceClasses,
  stakes: z.array(DECIMAL.share(0)).min(1),
  ...RECORD_RULES,
  ...decimals(DECIMAL),
});

/** The policy with its numbers as numbers. */
export type AnytimeRules = z.output<typeof anytimeDocument>;
export type AnytimePolicy = z.input<typeof anytimeDocument>;

/** The level of the j-th variant ever registered in one of the policy's horizons. */
export function levelOf({ alpha, horizons }: Pick<AnytimeRules, "alpha" | "horizons">, registration: number): number {
  return spentAlpha(alpha / horizons, registration);
}

/** ln of the bar of each calibration statistic. */
export function logCalibrationBar({ calibrationAlpha, calibrationStatistics }: Pick<AnytimeRules, "calibrationAlpha" | "calibrationStatistics">): number {
  return Math.log(calibrationStatistics.length / calibrationAlpha);
}

/** The policy in words, one step a line, for people who will be judged by it. */
export function anytimeInWords(policy: AnytimeRules, references: readonly string[]): string[] {
  const percent = (share: number): string => `${Number((100 * share).toPrecision(12))} %`;
  const figure = (value: number): string => String(Number(value.toPrecision(3)));
  const first = levelOf(policy, 1);
  const horizons = policy.horizons === 1 ? "" : `, shared evenly by ${policy.horizons} horizons`;
  return [
    `Every settled window counts, from window ${policy.effectiveFromWindow} on, in order, none overlapping; a window waits for those before it. Evidence may be looked at at any time, and the first moment at which everything below holds decides.`,
    ...(policy.recordStart === undefined ? [] : ["The record of a version begins with the earliest window for which a forecast of it, or a commitment to one, was there on time, in whatever order they came or were revealed. The first of them registers it."]),
    `Evidence counts only if it is ${policy.evidenceClasses.join(" or ")}, sealed before its window opened.`,
    `What is judged is insured: a share of ${figure(100 * insuranceShare(policy.floorNats))} % of it is whatever it is compared with, so that no window can lose more than B = ${policy.floorNats} nats. What ships is the challenger insured by the baseline: with that probability a whole window is the baseline's, else the challenger's. It is sealed and scored as the forecast in service, and its score is the judged one of the contest with the baseline; against any other reference only the insurer differs. While nothing has been shipped, and in a window in which what was shipped has no forecast on time, the baseline is in service.`,
    `Skill: bets of fixed shares ${policy.stakes.join(", ")} of a capital on the insured gain of every window, against ${[...references, "whatever is in service, as it serves (insured)"].join(", against ")}. The capital must grow to 1/α. At B = ${policy.floorNats} that takes at least ${figure(plainRuleNats(stakeGrid(policy.stakes), policy.floorNats, first))} nats of gain in all for the first challenger.`,
    `α = ${percent(policy.alpha)} is the probability of ever shipping a challenger that is no better, however often one looks${horizons}. It is spent by order of registration: α/(j(j+1)) for the j-th variant ever registered, ${percent(first)} for the first. Closed and withdrawn variants keep their number.`,
    `The gain of the bare challenger must be above 0, and it may have lost more than the floor in at most ${policy.maximumFloorTouches} windows.`,
    `Louder is not better: the gain must hold, at ${percent(policy.loudnessAlpha)}, over the reference made louder or quieter by any constant, and its part from where, how large and when must be above 0.`,
    `Calibration: none of the e-values of ${policy.calibrationStatistics.map((statistic) => `${statistic} (${CALIBRATION_QUESTIONS[statistic]})`).join("; ")} may ever have reached ${figure(Math.exp(logCalibrationBar(policy)))} (false alarm at most ${percent(policy.calibrationAlpha)} for all of them together).`,
    `No harm: in none of these parts may the reference be shown better, at ${percent(policy.harmAlpha)} each: ${policy.strata.map(stratumInWords).join("; ")}.${binStrata(policy.strata).length === 0 ? "" : " In a part of the region or of the magnitudes the score is that of its bins alone, from the expected counts."} Each horizon is decided on by itself.`,
    `At least ${policy.minimumWindows} windows, ${policy.minimumActiveWindows} of them active, and ${policy.minimumEvents} target earthquakes.`,
    `Forecasts on time in at least ${percent(policy.minimumCoverage)} of all and ${percent(policy.minimumActiveCoverage)} of active windows (one missing is always allowed). The reference stands in for a missing forecast; beyond that share each one is scored as a loss of B.`,
    ...(policy.unrevealed === undefined ? [] : [`A forecast that was committed to and is not revealed by settlement is scored as a loss of B from the first one on, and counts as a window in which more than the floor was lost: by then the outcome is known, and no reference stands in for it.`]),
    "Negative control: the same bets with challenger and reference changed over at random, by a seed that was committed beforehand, must not reach the bar.",
    "Before it passes, a second process scores every result that it rests on again, from the sealed forecasts and the settled catalogs, to the same bytes, and proves that each of them stands in the log, sealed before its window opened. The same is done again when it is to ship.",
    `All of these: passed. After ${policy.coolingOffDays} days for objections, and once each one made in them is answered, an operator signs that it ships or is declined, with the reason. A challenger shown worse than a reference, at ${percent(policy.futilityAlpha)}, is closed.`,
    `Shipped: a detector compares it, as it serves, with what it replaced (the version in service before, or the baseline), and demotes it when that has become better; by mistake no sooner than after ${policy.demotionWindows} windows on average. Only a new version, with a new number, can come back.`,
    ...signersInWords(policy),
    "A version keeps the policy that was in force when it was registered, by its first forecast. A newer policy governs what is registered later, and a version that its authors move to it: with a new number, and nothing of what it has gathered, from the next window on.",
  ];
}
