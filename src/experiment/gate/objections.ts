import type { Objection } from "../../gate/acts/objections.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { type EpochMs, formatInstant } from "../../seismicity/time.ts";

/** @throws InputError while the days for objections are not over, or an objection is open */
export function checkNothingStandsInTheWay(objections: readonly Objection[], until: EpochMs | undefined, now: EpochMs): void {
  if (until === undefined || now < until) throw new InputError("the days for objections are not over", { field: "coolingOffDays", value: formatInstant(now), expected: until === undefined ? "a pass first" : `${formatInstant(until)} or later` });
  const open = objections.filter(({ state }) => state === "open");
  if (open.length > 0) throw new InputError("an objection has not been answered", { field: "objection", value: open.map(({ act }) => `log entry ${act.entry}, ${act.signers.join(" and ")}: ${act.reason}`).join("; "), expected: "quakegate gate answer first, signed by an operator who did not object" });
}

/** The objection that an answer is to. @throws InputError when there is none, or several and none is named */
export function objectionToAnswer(objections: readonly Objection[], asked: number | undefined): Objection {
  const waiting = objections.filter(({ state }) => state !== "answered");
  const found = asked === undefined && waiting.length === 1 ? waiting[0] : waiting.find(({ act }) => act.entry === asked);
  if (found === undefined) throw new InputError(waiting.length === 0 ? "there is no objection to answer" : "which objection?", { field: "--objection", value: asked, expected: waiting.length === 0 ? "an objection that has no answer" : `its log entry: ${waiting.map(({ act }) => act.entry).join(" or ")}` });
  return found;
}

/** What becomes of an objection that is made now. */
export function objectionNotes(until: EpochMs | undefined, now: EpochMs): string[] {
  if (until === undefined || now <= until) return ["it stands in the way of shipping until an operator answers it"];
  return [`too late: the days for objections ended ${formatInstant(until)}; it is on record and stands in the way of nothing`];
}
