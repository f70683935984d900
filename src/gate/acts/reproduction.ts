import { z } from "zod";
import type { LogEntry } from "../../ledger/records.ts";

/** Kind of the log entries that say what came of doing a decision's evidence again; the subject is the model. */
export const REPRODUCTION_ENTRY = "reproduction";

/** Codes of faults: found when the evidence is done again, or put on record by people, such as after `verify` or `audit replay`. */
export const FAULT_CODES = ["FAIL.REPRO", "FAIL.PROVENANCE", "INDETERMINATE.CLOCK", "QUARANTINE.INTEGRITY"] as const;
export type FaultCode = (typeof FAULT_CODES)[number];

/** Where the evidence was done again: a process of its own is what a pass should have; the same one is for simulations that take thousands of decisions. */
export const REPRODUCING_PROCESSES = ["second process", "same process"] as const;
export type ReproducingProcess = (typeof REPRODUCING_PROCESSES)[number];

const content = z.strictObject({
  type: z.literal("quakegate/reproduction/1"),
  model: z.string(),
  version: z.string(),
  horizonDays: z.number().positive(),
  /** Last window of the evidence that was done again. */
  throughWindow: z.number().int(),
  /** Before it passed, or once more before it shipped. */
  purpose: z.enum(["pass", "ship"]),
  /** Of the evidence as it stood, and of the results that it rests on. */
  evidenceDigest: z.string(),
  resultsDigest: z.string(),
  /** `INDETERMINATE.DATA`: something that it takes is not there. */
  outcome: z.enum(["reproduced", ...FAULT_CODES, "INDETERMINATE.DATA"]),
  /** What was found, in words. */
  detail: z.string(),
  process: z.enum(REPRODUCING_PROCESSES),
  /** How many of what were checked. */
  checked: z.record(z.string(), z.number().int().min(0)),
  environment: z.strictObject({ software: z.string(), node: z.string() }),
  /** The head of the log under which inclusion was proven. */
  head: z.strictObject({ entries: z.number().int(), headDigest: z.string() }),
});

export type ReproductionContent = z.infer<typeof content>;

export interface Reproduction extends ReproductionContent {
  readonly entry: number;
  readonly at: number;
}

/** What a log says of evidence that was done again, in order; what is malformed or about another model than its subject says nothing. */
export function readReproductions(log: readonly LogEntry[]): readonly Reproduction[] {
  return log.flatMap((entry) => readReproduction(entry) ?? []);
}

/** One entry; undefined when it is none. */
export function readReproduction({ entry, kind, subject, at, body }: Omit<LogEntry, "leafHash">): Reproduction | undefined {
  if (kind !== REPRODUCTION_ENTRY) return undefined;
  const parsed = content.safeParse((JSON.parse(body) as { content: unknown }).content);
  return parsed.success && parsed.data.model === subject ? { ...parsed.data, entry, at } : undefined;
}

/** The fault that was found; undefined when there was none, or something was not there. */
export function faultOf({ outcome }: Pick<Reproduction, "outcome">): FaultCode | undefined {
  return FAULT_CODES.find((code) => code === outcome);
}
