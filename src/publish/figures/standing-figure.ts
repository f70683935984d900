import { calibrationTitle, logCalibrationBar } from "../../gate/policies/anytime.ts";
import { rulesOf } from "../../gate/policy.ts";
import { detectableInWords } from "../../gate/sequential/calibration-in-words.ts";
import { eValue } from "../../gate/sequential/in-words.ts";
import { eValueChart } from "../charts/e-value-chart.ts";
import { evidenceBarChart } from "../charts/evidence-bar-chart.ts";
import { type FigureView, figure } from "../figure.ts";
import { formatNumber, formatSigned } from "../format-number.ts";
import { plural } from "../format-time.ts";
import type { AnytimeStanding, SeriesView } from "../model.ts";
import { horizonName, type SiteContext } from "../site-context.ts";
import { table } from "../table.ts";

/** How far one challenger is: insured gain against what is needed, and the e-values window by window with their bar. */
export async function standingFigure(context: SiteContext, series: SeriesView, { model, policy, evidence, path }: AnytimeStanding): Promise<FigureView> {
  const { skill, level } = evidence;
  const rules = rulesOf(policy);
  const id = `standing-${model}-${series.horizonDays}d`;
  const bar = level === null ? undefined : -Math.log(level);
  const title = context.title(model);
  const words = skill.map(({ reference, inService, insuredGainNats, natsNeeded, logEValue }) => `against ${opponent(context, { reference, inService })} ${formatSigned(insuredGainNats)} nats, e-value ${eValue(logEValue)}, ${natsNeeded.atLeast > 0 ? `at least ${formatNumber(natsNeeded.atLeast)} nats more needed` : "at the bar"}`).join("; ");
  const lines = skill.map(({ reference, inService }) => ({ label: opponent(context, { reference, inService }), colour: context.colour(reference), points: path.filter((point) => point.reference === reference && point.inService === inService).map(({ end, logEValue }) => ({ end, log10: logEValue / Math.LN10 })) })).filter(({ points }) => points.length > 0);
  const start = series.windows[0]?.start;
  const calibrationBar = logCalibrationBar(rules);
  const wouldHaveFound = (entry: (typeof evidence.calibration)[number]): string => {
    if (entry.largestLogEValue >= calibrationBar) return `rejected: the bar is ${eValue(calibrationBar)}`;
    return `${entry.windows === 0 ? "" : "not rejected; "}${detectableInWords(entry, calibrationBar)}`;
  };
  // Once the bar is reached: what no path passes without.
  const least = (rules.floorNats * (bar ?? 0)) / Math.max(...rules.stakes);
  return figure({
    id, title: `Evidence for ${title}, ${horizonName(series.horizonDays)}`,
    caption: "Above: insured gain so far (coloured) and the least at which the bar can be reached (grey, ending in a tick). Below: the e-value against each reference, window by window; it may be looked at at any time, and reaches the dashed bar with probability at most the variant's level when the challenger is no better on average. It starts at 1; below 1 the bet has lost.",
    pictures: bar === undefined || lines.length === 0 || start === undefined ? [] : [
      { heading: "", svg: await evidenceBarChart({ id: `${id}-bar`, label: `${title}: ${words}.`, rows: skill.map(({ reference, inService, insuredGainNats, natsNeeded }) => ({ label: opponent(context, { reference, inService }), colour: context.colour(reference), gain: insuredGainNats, needed: natsNeeded.atLeast > 0 && Number.isFinite(insuredGainNats) ? insuredGainNats + natsNeeded.atLeast : least })) }) },
      { heading: "", svg: await eValueChart({ id: `${id}-path`, label: `Running e-values of ${title}: ${words}; bar ${eValue(bar)}.`, lines, bar: bar / Math.LN10, barText: `bar ${eValue(bar)}, variant number ${evidence.registration}`, from: start }) },
    ],
    empty: "No window has been settled yet.",
    tables: [
      table<AnytimeStanding["path"][number]>({
        key: id, caption: `E-values of ${title} window by window`, empty: "No window has been settled yet.", rows: [...path], shown: (row) => row.index > (path.at(-1)?.index ?? 0) - 26,
        columns: [
          { key: "window", label: "Through window", value: ({ index }) => index, text: ({ index }) => String(index) },
          { key: "reference", label: "Against", value: ({ reference }) => reference, text: (point) => opponent(context, point) },
          { key: "inService", label: "", hidden: true, value: ({ inService }) => inService },
          { key: "insuredGainNats", label: "Insured gain", unit: "nats so far", value: ({ insuredGainNats }) => insuredGainNats },
          { key: "logEValue", label: "e-value", value: ({ logEValue }) => logEValue, text: ({ logEValue }) => eValue(logEValue) },
        ],
      }),
      table({
        key: `${id}-calibration`, caption: `Calibration of ${title}: ${plural(evidence.scoredWindows, "settled window")}`, empty: "No calibration statistic.", rows: evidence.calibration,
        columns: [
          { key: "statistic", label: "Statistic", value: ({ statistic }) => statistic, text: ({ statistic }) => calibrationTitle(statistic) },
          { key: "logEValue", label: "e-value", unit: "against it, now", value: ({ logEValue }) => logEValue, text: ({ logEValue }) => eValue(logEValue) },
          { key: "largestLogEValue", label: "Largest", unit: "so far", value: ({ largestLogEValue }) => largestLogEValue, text: ({ largestLogEValue }) => eValue(largestLogEValue) },
          { key: "windows", label: "Windows", unit: "that can speak", value: ({ windows }) => windows, text: ({ windows }) => String(windows) },
          { key: "wouldHaveFound", label: "By now", value: (entry) => wouldHaveFound(entry) },
        ],
      }),
    ],
  });
}

/** A model in service is met as it serves: insured. */
function opponent(context: SiteContext, { reference, inService }: { readonly reference: string; readonly inService: boolean }): string {
  return `${context.title(reference)}${inService ? " in service" : ""}`;
}
