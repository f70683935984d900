import type { Reason } from "./reason-codes.ts";
import type { ModelState } from "./states.ts";

export type Verdict = "PASS" | "HOLD" | "FAIL" | "INDETERMINATE";

export interface Decision {
  readonly verdict: Verdict;
  /** What the service may do with the challenger: under seed-classic one of the first two, under anytime where it stands. */
  readonly state: "eligible" | "behind the flag" | ModelState;
  readonly reasons: readonly Reason[];
  /** What would change this, in one sentence. */
  readonly wouldChange: string;
}
