/** Stable reason codes with their meaning in one line (reference/gate.md §c4). */
export const REASON_CODES = {
  "PASS.SKILL": "Every step of the policy holds: the gain over each reference lies above zero at the pre-registered look.",
  "HOLD.UNSETTLED": "The pre-registered look has not been reached: windows are still to be settled and scored.",
  "HOLD.MIN_EVENTS": "Too few target earthquakes at the look to decide.",
  "HOLD.EVIDENCE": "The T interval of the gain does not lie above zero: no skill over the reference has been shown.",
  "FAIL.COVERAGE": "Too many windows without a forecast on time.",
  "FAIL.CAL.N": "The total number of earthquakes disagrees with the forecast (N-test).",
  "FAIL.CAL.M": "The magnitudes disagree with the forecast (M-test).",
  "FAIL.CAL.S": "The places disagree with the forecast (S-test).",
  "FAIL.CAL.L": "The joint likelihood disagrees with the forecast (L-test).",
  "FAIL.CAL.CL": "The likelihood given the number disagrees with the forecast (CL-test).",
  "FAIL.CAL.PIT": "The window counts are not calibrated (PIT).",
  "FAIL.FLOOR": "An earthquake happened where the forecast said zero: the loss is infinite.",
  "FAIL.LATE": "Evidence of a class that the policy does not admit.",
  "INDETERMINATE.DATA": "Evidence that the policy needs is missing.",
} as const;

export type ReasonCode = keyof typeof REASON_CODES;

export interface Reason {
  readonly code: ReasonCode;
  /** The figures behind it, for people. */
  readonly detail: string;
}
