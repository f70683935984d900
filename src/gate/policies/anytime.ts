import { z } from "zod";
import { plainRuleNats } from "../anytime/nats-needed.ts";
import { spentAlpha } from "../anytime/alpha-spending.ts";
import { stakeGrid } from "../anytime/stakes.ts";
import { DECIMAL, type DecimalFields, evidenceClasses, identifier, PLAIN, POLICY_FORMAT } from "./fields.ts";

/** Calibration statistics with an e-value: the number by the forecast's own law, its PIT, magnitudes, places. */
export const CALIBRATION_STATISTICS = ["N", "PIT", "M", "S"] as const;
export type CalibrationStatistic = (typeof CALIBRATION_STATISTICS)[number];
export const STRATA = ["quiet", "active"] as const;
export type Stratum = (typeof STRATA)[number];

const DEFAULT_STAKES = [0.2, 0.4, 0.6, 0.8, 0.95];

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
  calibrationStatistics: statistics.default([...CALIBRATION_STATISTICS]),
  evidenceClasses: evidenceClasses.default(["prospective"]),
  stakes: z.array(z.number().gt(0).lt(1)).min(1).default(DEFAULT_STAKES).describe("shares of the capital that are bet on every window, run side by side"),
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
  strata: z.tuple([z.literal("quiet"), z.literal("active")]),
  ...counts,
  calibrationStatistics: statistics,
  evidenceClasses,
  stakes: z.array(DECIMAL.share(0)).min(1),
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
    `Evidence counts only if it is ${policy.evidenceClasses.join(" or ")}, sealed before its window opened.`,
    `What is judged, and what ships, is insured: a share of ${figure(100 * Math.exp(-policy.floorNats))} % of it is the reference, so that no window can lose more than B = ${policy.floorNats} nats.`,
    `Skill: bets of fixed shares ${policy.stakes.join(", ")} of a capital on the insured gain of every window, against ${[...references, "whatever is in service"].join(", against ")}. The capital must grow to 1/α. At B = ${policy.floorNats} that takes at least ${figure(plainRuleNats(stakeGrid(policy.stakes), policy.floorNats, first))} nats of gain in all for the first challenger.`,
    `α = ${percent(policy.alpha)} is the probability of ever shipping a challenger that is no better, however often one looks${horizons}. It is spent by order of registration: α/(j(j+1)) for the j-th variant ever registered, ${percent(first)} for the first. Closed and withdrawn variants keep their number.`,
    `The gain of the bare challenger must be above 0, and it may have lost more than the floor in at most ${policy.maximumFloorTouches} windows.`,
    `Louder is not better: the gain must hold, at ${percent(policy.loudnessAlpha)}, over the reference made louder or quieter by any constant, and its part from where, how large and when must be above 0.`,
    `Calibration: none of the e-values of ${policy.calibrationStatistics.join(", ")} may ever have reached ${figure(Math.exp(logCalibrationBar(policy)))} (false alarm at most ${percent(policy.calibrationAlpha)} for all of them together).`,
    `No harm: in neither quiet nor active windows may the reference be shown better, at ${percent(policy.harmAlpha)} each.`,
    `At least ${policy.minimumWindows} windows, ${policy.minimumActiveWindows} of them active, and ${policy.minimumEvents} target earthquakes.`,
    `Forecasts on time in at least ${percent(policy.minimumCoverage)} of all and ${percent(policy.minimumActiveCoverage)} of active windows (one missing is always allowed). The reference stands in for a missing forecast; beyond that share each one is scored as a loss of B.`,
    "Negative control: the same bets with challenger and reference changed over at random, by a seed that was committed beforehand, must not reach the bar.",
    `All of these: passed. After ${policy.coolingOffDays} days for objections an operator signs that it ships or is declined, with the reason. A challenger shown worse than a reference, at ${percent(policy.futilityAlpha)}, is closed.`,
    `Shipped: a detector compares it with what it replaced, and demotes it when that has become better; by mistake no sooner than after ${policy.demotionWindows} windows on average. Only a new version, with a new number, can come back.`,
  ];
}
