import type { AnytimeEvidence } from "../../gate/evidence.ts";
import { detectableInWords, silenceInWords } from "../../gate/sequential/calibration-in-words.ts";
import { calibrationTitle, logCalibrationBar } from "../../gate/policies/anytime.ts";
import { type GatePolicy, rulesOf } from "../../gate/policy.ts";
import { eValue } from "../../gate/sequential/in-words.ts";
import { isWindowStratum } from "../../gate/strata/stratum.ts";
import { formatCount, formatNumber, formatSigned } from "../format-number.ts";
import { plural } from "../format-time.ts";
import type { SiteContext } from "../site-context.ts";
import type { EvidenceRow } from "./evidence-table.ts";
import { windowsCounted } from "./decisions-table.ts";

/** The evidence of an anytime decision, a row a step of the policy by which it was taken; figures are natural logarithms of e-values, nats and counts. */
export function anytimeEvidenceRows(context: SiteContext, evidence: AnytimeEvidence, policy: GatePolicy | undefined): EvidenceRow[] {
  const bar = evidence.level === null ? "no level yet" : `1/α = ${eValue(-Math.log(evidence.level))}`;
  const logBar = policy?.policy === "anytime" ? logCalibrationBar(rulesOf(policy)) : undefined;
  return [
    { step: "Registration", figure: evidence.registration, text: evidence.registration === 0 ? "not registered: no forecast has been sealed" : `variant number ${evidence.registration} of all ever registered; bar ${bar}` },
    { step: "Settled windows", figure: evidence.scoredWindows, text: `${formatCount(evidence.scoredWindows)} (windows ${windowsCounted(evidence)}), ${formatCount(evidence.activeWindows)} active; besides these ${formatCount(evidence.unscorableWindows)} that cannot be scored and ${formatCount(evidence.resultsMissing)} without a result` },
    { step: "Target earthquakes", figure: evidence.events, text: `${formatCount(evidence.events)}, ${formatNumber(evidence.expected)} expected by the challenger` },
    { step: "Forecasts on time", figure: evidence.forecastsOnTime, text: `${formatCount(evidence.forecastsOnTime)} of ${formatCount(evidence.forecastsDue)} due; in active windows ${formatCount(evidence.activeOnTime)} of ${formatCount(evidence.activeWindows)}` },
    ...evidence.skill.flatMap((entry): EvidenceRow[] => {
      const over = `${context.title(entry.reference)}${entry.inService ? " (in service)" : ""}`;
      return [
        { step: `Skill over ${over}`, figure: entry.logEValue, text: `e-value ${eValue(entry.logEValue)}, ${entry.natsNeeded.atLeast === 0 ? "at the bar" : `at least ${formatNumber(entry.natsNeeded.atLeast)} nats more needed`}; insured gain ${formatSigned(entry.insuredGainNats)} nats in ${plural(entry.windows, "window")}, at least ${formatSigned(entry.lowerNatsPerWindow)} nats a window` },
        { step: `Bare gain over ${over}`, figure: entry.rawGainNats, text: `${formatSigned(entry.rawGainNats)} nats: ${formatSigned(entry.scaleGainNats)} from the total alone, ${formatSigned(entry.shapeGainNats)} from where, how large and when; largest loss ${formatNumber(entry.largestLossNats)} nats, floor touched in ${plural(entry.floorTouches, "window")}; ${plural(entry.fallbacks, "missing window")} on the reference, ${formatCount(entry.penalised)} scored as lost${(entry.unrevealed ?? 0) === 0 ? "" : `, ${formatCount(entry.unrevealed!)} of them committed to and not revealed`}` },
        { step: `Over ${over} at any loudness`, figure: entry.loudnessLogEValue, text: `e-value ${eValue(entry.loudnessLogEValue)}` },
        ...entry.harm.map(({ stratum, windows, events, logEValue, unscored, otherLaw }): EvidenceRow => ({
          step: `Harm against ${over}, ${isWindowStratum(stratum) ? `${stratum} windows` : `stratum ${stratum}`}`, figure: logEValue,
          text: `e-value ${eValue(logEValue)} that the reference is better, ${plural(windows, "window")} with ${plural(events, "earthquake")} there${otherLaw === 0 ? "" : `; in ${formatCount(otherLaw)} of them a forecast is no Poisson one and is judged by its expected counts`}${unscored === 0 ? "" : `; in ${plural(unscored, "window")} there is no score of it`}`,
        })),
        { step: `Reverse and control, ${over}`, figure: entry.futilityLogEValue, text: `e-value ${eValue(entry.futilityLogEValue)} at its largest that the reference is better; with both changed over at random ${eValue(entry.controlLogEValue)}` },
      ];
    }),
    ...evidence.calibration.map((entry): EvidenceRow => ({ step: `Calibration, ${calibrationTitle(entry.statistic)}`, figure: entry.logEValue, text: entry.windows === 0 ? silenceInWords(entry.statistic) : `e-value ${eValue(entry.logEValue)} against it, ${eValue(entry.largestLogEValue)} at its largest, ${plural(entry.windows, "window")} that can speak; ${logBar === undefined ? "not rejected is not confirmed" : `by then ${detectableInWords(entry, logBar)}`}` })),
    ...(evidence.reproduction === null ? [] : [{ step: "Scored again", figure: evidence.reproduction.entry, text: `${evidence.reproduction.detail} (${evidence.reproduction.process}, log entry ${evidence.reproduction.entry})` }]),
    ...(evidence.service === null ? [] : [{ step: "In service", figure: evidence.service.logDetector, text: `since window ${evidence.service.fromWindow}, against ${context.title(evidence.service.against)}: detector ${eValue(evidence.service.logDetector)}, ${eValue(evidence.service.largestLogDetector)} at its largest` }]),
    ...evidence.acts.map(({ kind, reason, signers, entry }): EvidenceRow => ({ step: `Act: ${kind}`, figure: entry, text: `${reason}${signers.length === 0 ? "" : ` (signed by ${signers.join(" and ")})`}, log entry ${entry}` })),
  ];
}
