import { isWindowStratum } from "./strata/stratum.ts";

/** Stable reason codes with their meaning in one line (reference/gate.md §c4); those of strata follow from the strata of the policy. */
export const REASON_CODES = {
  "PASS.SKILL": "Every step of the policy holds: the gain over each reference lies above zero.",
  "HOLD.UNSETTLED": "Windows are still to be settled and scored.",
  "HOLD.MIN_WINDOWS": "Too few windows have been settled to decide.",
  "HOLD.MIN_ACTIVE": "Too few active windows have been settled to decide.",
  "HOLD.MIN_EVENTS": "Too few target earthquakes to decide.",
  "HOLD.EVIDENCE": "No skill over the reference has been shown.",
  "HOLD.SHAPE": "The gain may come from a louder or quieter total alone: no skill in where, how large and when has been shown.",
  "HOLD.COOLING_OFF": "It has passed; the days for objections are not over.",
  "HOLD.OBJECTION": "It has passed; an objection has not been answered.",
  "FAIL.COVERAGE": "Too many windows without a forecast on time.",
  "FAIL.COVERAGE_ACTIVE": "Too many active windows without a forecast on time: it is absent when it matters.",
  "FAIL.CAL.N": "The number of earthquakes disagrees with the forecast.",
  "FAIL.CAL.M": "The magnitudes disagree with the forecast (M-test).",
  "FAIL.CAL.S": "The places disagree with the forecast (S-test).",
  "FAIL.CAL.L": "The joint likelihood disagrees with the forecast (L-test).",
  "FAIL.CAL.CL": "The likelihood given the number disagrees with the forecast (CL-test).",
  "FAIL.CAL.PIT": "The window counts are not calibrated (PIT).",
  "FAIL.CAL.R": "Cells have an earthquake more or less often than their probability says (reliability).",
  "FAIL.CAL.COLD": "In quiet windows cells have an earthquake more or less often than their probability says (reliability after a cold start).",
  "FAIL.FLOOR": "It gave next to no probability, or none, to what happened.",
  "FAIL.NEGATIVE_CONTROL": "The same bets pass with challenger and reference changed over at random: the pipeline makes evidence out of nothing.",
  "FAIL.REPRO": "Scoring it again gave something else.",
  "FAIL.PROVENANCE": "A proof or time that the evidence needs does not hold.",
  "FAIL.LATE": "Evidence of a class that the policy does not admit.",
  "CLOSE.FUTILITY": "A reference is shown to be better than it: the version is closed.",
  "CLOSE.WITHDRAWN": "Its author withdrew it; its record stays and stays counted.",
  "CLOSE.DECLINED": "It passed and an operator declined it, with the reason.",
  "DEMOTE.DETECTOR": "What it replaced has become better than it: it is taken out of service.",
  "DEMOTE.CALIBRATION": "In service its calibration was rejected: it is taken out of service.",
  "QUARANTINE.INTEGRITY": "A fault of integrity was found in its record.",
  "INDETERMINATE.DATA": "Evidence that the policy needs is missing.",
  "INDETERMINATE.CLOCK": "Times that the evidence rests on cannot be trusted.",
  "OVERRIDE.HUMAN": "Two people overrode the gate, by their signatures; this is shown for ever.",
} as const;

/** Harm in a stratum of the policy, by its id in capitals. */
export type StratumCode = `FAIL.STRATUM.${Uppercase<string>}`;
export type ReasonCode = keyof typeof REASON_CODES | StratumCode;

/** The code of harm in a stratum. */
export function stratumCode(id: string): StratumCode {
  return `FAIL.STRATUM.${id.toUpperCase() as Uppercase<string>}`;
}

/** What a code means, in one line. */
export function meaningOf(code: ReasonCode): string {
  const id = stratumOfCode(code);
  if (id === undefined) return REASON_CODES[code as keyof typeof REASON_CODES];
  return isWindowStratum(id) ? `In ${id} windows a reference is shown to be better.` : `In the stratum ${id} of the policy a reference is shown to be better.`;
}

/** The stratum that a code is about; undefined for the code of anything else. */
export function stratumOfCode(code: string): string | undefined {
  return code.startsWith("FAIL.STRATUM.") ? code.slice("FAIL.STRATUM.".length).toLowerCase() : undefined;
}

export interface Reason {
  readonly code: ReasonCode;
  /** The figures behind it, for people. */
  readonly detail: string;
}
