import type { ReproductionContent } from "../../../gate/acts/reproduction.ts";
import type { ReproductionFindings } from "./record-reproduction.ts";

type Outcome = Exclude<ReproductionContent["outcome"], "reproduced">;

/** The gravest first: a broken record says more than a score that does not come out again, and that more than something that is not there. */
const GRAVITY: readonly Outcome[] = ["QUARANTINE.INTEGRITY", "FAIL.PROVENANCE", "FAIL.REPRO", "INDETERMINATE.CLOCK", "INDETERMINATE.DATA"];
/** So many are told in words; the rest is counted. */
const TOLD = 3;

/** Gathers what is wrong with evidence that is done again. */
export interface Faults {
  add(outcome: Outcome, detail: string): void;
  count(what: string, number?: number): void;
  findings(): Omit<ReproductionFindings, "process">;
}

export function collectFaults(): Faults {
  const found: { readonly outcome: Outcome; readonly detail: string }[] = [];
  const checked = new Map<string, number>();
  return {
    add: (outcome, detail) => void found.push({ outcome, detail }),
    count: (what, number = 1) => void checked.set(what, (checked.get(what) ?? 0) + number),
    findings() {
      const outcome = GRAVITY.find((candidate) => found.some((fault) => fault.outcome === candidate));
      const counts = Object.fromEntries(checked);
      if (outcome === undefined) return { outcome: "reproduced", detail: `the same bytes: ${[...checked].map(([what, number]) => `${number} ${what}`).join(", ")}`, checked: counts };
      const told = found.filter((fault) => fault.outcome === outcome).map(({ detail }) => detail);
      return { outcome, detail: `${told.slice(0, TOLD).join("; ")}${told.length > TOLD ? `; and ${told.length - TOLD} more` : ""}`, checked: counts };
    },
  };
}

/** What a fault is about. */
export function inRecord({ windowId, forecaster }: { readonly windowId: string; readonly forecaster?: string }): string {
  return `window ${windowId}${forecaster === undefined ? "" : `, ${forecaster}`}`;
}
