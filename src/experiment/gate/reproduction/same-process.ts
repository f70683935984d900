import type { Ledger } from "../../../ledger/ledger.ts";
import { checkEvidence } from "./check-evidence.ts";
import type { Reproducer } from "./record-reproduction.ts";

/** Does evidence again in this process, and the log says so: for simulations that take thousands of decisions, not for a gate that decides what ships. */
export function reproducingInSameProcess(ledger: Ledger): Reproducer {
  return (request) => ({ ...checkEvidence(ledger, request), process: "same process" });
}
