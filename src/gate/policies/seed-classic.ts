import { z } from "zod";
import { DECIMAL, type DecimalFields, evidenceClasses, identifier, PLAIN, POLICY_FORMAT, RECORD_RULES } from "./fields.ts";

/** Consistency tests that the classical policy may name. */
export const CLASSIC_TESTS = ["N", "M", "S", "L", "CL"] as const;
export type GateTest = (typeof CLASSIC_TESTS)[number];

const DEFAULT_TESTS: GateTest[] = ["N", "M", "S", "CL"];

/** What an operator chooses. `required` fields have no default. */
function fields<Field extends z.ZodType>({ share, closedShare }: DecimalFields<Field>) {
  return {
    lookAfterWindows: z.number().int().min(2).describe("the one look: after so many scored windows"),
    minimumCoverage: closedShare(0.95).describe("least share of windows with a forecast on time"),
    consistencyAlpha: share(0.05).describe("level of each consistency test"),
    skillAlpha: share(0.05).describe("the T interval has level 1 − skillAlpha, two-sided"),
    calibrationAlpha: share(0.05).describe("level of the PIT"),
  };
}

/** `gate` of an experiment file under this policy. */
export const seedClassicSection = z.strictObject({
  policy: z.literal("seed-classic"),
  id: identifier,
  challengers: z.array(identifier).optional().describe("default: every forecaster but the null"),
  effectiveFromWindow: z.number().int().min(0).default(0).describe("first window that counts, of each horizon"),
  minimumEvents: z.number().int().min(2).default(30),
  consistencyTests: z.array(z.enum(CLASSIC_TESTS)).default(DEFAULT_TESTS),
  skillRule: z.literal("t-interval").default("t-interval"),
  evidenceClasses: evidenceClasses.default(["prospective"]),
  ...fields(PLAIN),
}).describe("classical tests at one pre-registered look");

/** The document that is hashed and logged. */
export const seedClassicDocument = z.strictObject({
  format: z.literal(POLICY_FORMAT),
  policy: z.literal("seed-classic"),
  id: identifier,
  effectiveFromWindow: z.number().int().min(0),
  minimumEvents: z.number().int().min(2),
  consistencyTests: z.array(z.enum(CLASSIC_TESTS)),
  skillRule: z.literal("t-interval"),
  evidenceClasses,
  unrevealed: RECORD_RULES.unrevealed,
  ...fields(DECIMAL),
});

/** The policy with its numbers as numbers. */
export type ClassicRules = z.output<typeof seedClassicDocument>;
export type SeedClassicPolicy = z.input<typeof seedClassicDocument>;

/** The policy in words, one step a line, for people who will be judged by it. */
export function seedClassicInWords(policy: ClassicRules, references: readonly string[]): string[] {
  const percent = (share: number): string => `${Number((100 * share).toPrecision(12))} %`;
  return [
    `One look, after ${policy.lookAfterWindows} scored windows from window ${policy.effectiveFromWindow} on; earlier figures are shown and decide nothing.`,
    `Evidence counts only if it is ${policy.evidenceClasses.join(" or ")}.`,
    `The look needs at least ${policy.minimumEvents} target earthquakes, and a forecast on time in at least ${percent(policy.minimumCoverage)} of the windows.`,
    ...(policy.unrevealed === undefined ? [] : ["No forecast that was committed to may be left unrevealed until its window has settled: by then the outcome is known."]),
    `Over all windows of the look together, none of the tests ${policy.consistencyTests.join(", ")} may reject at ${percent(policy.consistencyAlpha)}.`,
    `The ${percent(1 - policy.skillAlpha)} T interval of the information gain per earthquake must lie above 0 against ${references.join(" and against ")}.`,
    `The PIT of the window counts must not reject calibration at ${percent(policy.calibrationAlpha)}.`,
    "All of these: eligible. Otherwise: behind the flag, with the reasons.",
  ];
}
