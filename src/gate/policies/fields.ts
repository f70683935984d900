import { z } from "zod";
import type { EvidenceClass } from "../../seismicity/window.ts";

/** How the numbers of a policy are written: as numbers with defaults in `experiment.yaml`, as decimal strings in its document. */
export interface DecimalFields<Field extends z.ZodType> {
  /** A share or probability in (0, 1). */
  share(fallback: number): Field;
  /** In [0, 1]. */
  closedShare(fallback: number): Field;
  /** Positive. */
  amount(fallback: number): Field;
}

/** For people: plain numbers; what is left out has its default. */
export const PLAIN: DecimalFields<z.ZodDefault<z.ZodNumber>> = {
  share: (fallback) => z.number().gt(0).lt(1).default(fallback),
  closedShare: (fallback) => z.number().min(0).max(1).default(fallback),
  amount: (fallback) => z.number().positive().default(fallback),
};

/** For documents that are hashed: decimal strings, which no program changes on the way; nothing may be left out. */
const decimal = (check: (value: number) => boolean, expected: string) =>
  z.codec(z.string().regex(/^(0|[1-9]\d*)(\.\d+)?$/, `a decimal number in quotes, ${expected}, such as "0.05"`).refine((text) => check(Number(text)), expected), z.number(), { decode: Number, encode: decimalString });

export const DECIMAL: DecimalFields<ReturnType<typeof decimal>> = {
  share: () => decimal((value) => value > 0 && value < 1, "between 0 and 1"),
  closedShare: () => decimal((value) => value >= 0 && value <= 1, "from 0 to 1"),
  amount: () => decimal((value) => value > 0, "more than 0"),
};

/** Degrees and magnitudes, which may be negative, as decimal strings. */
export const SIGNED_DECIMAL = z.codec(z.string().regex(/^-?(0|[1-9]\d*)(\.\d+)?$/, 'a decimal number in quotes, such as "-120.5"'), z.number(), { decode: Number, encode: decimalString });

export const identifier = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "lower-case letters, digits and hyphens").describe("lower-case letters, digits and hyphens");
const EVIDENCE_CLASSES = ["prospective", "pseudo-prospective", "retrospective"] as const satisfies readonly EvidenceClass[];
export const evidenceClasses = z.array(z.enum(EVIDENCE_CLASSES)).min(1).describe("classes of evidence that may reach the gate");
export const POLICY_FORMAT = "quakegate/policy/1";

/**
 * How the record of a version is kept, as documents state it. Documents from before there were these rules lack them, and what was decided under
 * those is derived again without them.
 */
export const RECORD_RULES = {
  /** The record begins with the earliest window for which a forecast, or a commitment to one, was there on time, whatever the order of the log. */
  recordStart: z.literal("earliest-on-time").optional(),
  /** A forecast that was committed to and not revealed by settlement counts as a loss that no reveal could have exceeded. */
  unrevealed: z.literal("lost").optional(),
};

/** What every policy that is made now says of them. */
export const RECORD_RULES_NOW = { recordStart: "earliest-on-time", unrevealed: "lost" } as const;

/** The shortest decimal that reads back as the number, without an exponent. */
function decimalString(value: number): string {
  const text = String(value);
  const [, sign = "", digits = "", exponent] = /^(-?)([\d.]+)e-(\d+)$/.exec(text) ?? [];
  return exponent === undefined ? text : `${sign}0.${"0".repeat(Number(exponent) - 1)}${digits.replace(".", "")}`;
}
