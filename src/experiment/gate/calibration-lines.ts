import { nonOverlappingStride } from "../../clock/schedule.ts";
import { decodeNumbers } from "../../evaluation/json-number.ts";
import type { NumberLaw } from "../../evaluation/number-law.ts";
import type { WindowResult } from "../../evaluation/window-result.ts";
import { detectableTilt } from "../../gate/calibration/detectable-tilt.ts";
import type { AnytimeEvidence } from "../../gate/evidence.ts";
import { detectableInWords } from "../../gate/sequential/calibration-in-words.ts";
import { calibrationTitle } from "../../gate/policies/anytime.ts";
import { eValue, figure, plural } from "../../gate/sequential/in-words.ts";
import { parseWindowId } from "../../seismicity/window.ts";
import type { Session } from "../run.ts";

/** Every calibration statistic of a decision in words, with what it could have found by now. @param logBar ln of their bar */
export function calibrationLines(session: Pick<Session, "experiment" | "ledger">, evidence: AnytimeEvidence, logBar: number): string[] {
  return evidence.calibration.map((entry) => {
    if (entry.windows === 0) return `      ${calibrationTitle(entry.statistic)}: ${detectableInWords(entry, logBar)}`;
    const rejected = entry.largestLogEValue >= logBar;
    const found = entry.statistic === "N" ? numberErrors(session, evidence, logBar) : undefined;
    return `      ${calibrationTitle(entry.statistic)}: ${rejected ? "rejected" : "not rejected"}, e-value ${eValue(entry.largestLogEValue)} at its largest in ${plural(entry.windows, "window")}, bar ${eValue(logBar)}${rejected ? "" : `; by now ${found ?? detectableInWords(entry, logBar)}`}`;
  });
}

/** What N finds of laws that are not all Poisson, by simulation; undefined where all are, as there it is known exactly. */
function numberErrors({ experiment, ledger }: Pick<Session, "experiment" | "ledger">, { challenger, challengerVersion, horizonDays, fromWindow, throughWindow }: AnytimeEvidence, logBar: number): string | undefined {
  const schedule = experiment.schedules.find((other) => other.horizonDays === horizonDays);
  if (schedule === undefined) return undefined;
  const stride = nonOverlappingStride(schedule);
  const counted = (id: string): boolean => {
    const window = parseWindowId(id);
    return window?.horizonDays === horizonDays && window.index >= fromWindow && window.index <= throughWindow && window.index % stride === 0;
  };
  const laws = ledger.results().filter((record) => record.forecaster === challenger && record.version === challengerVersion && counted(record.windowId))
    .map(({ body }) => (decodeNumbers(JSON.parse(body)) as Partial<WindowResult>).numberLaw).filter((law): law is NumberLaw => law !== undefined);
  if (laws.every(({ kind }) => kind === "poisson")) return undefined;
  // Half of the capital is on these bets, so that they must reach twice the bar.
  const { tooLow, tooHigh } = detectableTilt(laws, { logBar: logBar + Math.LN2, seedNames: [experiment.file.seed, "explain", challenger, horizonDays], replicas: 200 });
  if (tooLow === Infinity && tooHigh === 0) return "no error of the number up to a factor of 32 would have been found";
  return `a number too low by a factor of ${figure(tooLow)}${tooHigh > 0 ? `, or too high by ${figure(1 / tooHigh)},` : ""} would have been found with 80 % probability, by the forecast's own law`;
}
