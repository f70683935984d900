import { curveChart } from "../charts/curve-chart.ts";
import { expectedCountChart } from "../charts/expected-count-chart.ts";
import { residualChart } from "../charts/residual-chart.ts";
import { type FigureView, figure } from "../figure.ts";
import { formatCount, formatFixed, formatInterval, formatNumber } from "../format-number.ts";
import { formatDate } from "../format-time.ts";
import { type CellValue, table, type TableView } from "../table.ts";
import { backgroundFigure } from "./etas-background-figure.ts";
import type { BandPoint, EtasEstimate, EtasFitView, EtasGate } from "./etas-report.ts";
import { fileName } from "./file-name.ts";
import { magnitudeText } from "./frequency-magnitude-figure.ts";
import type { ReportPage } from "./report-page.ts";
import { sourceSection } from "./source-section.ts";

/** Symbol, meaning and unit of each parameter as a fit names it. */
const PARAMETERS: Readonly<Record<string, readonly [symbol: string, meaning: string, unit: string]>> = {
  mu: ["μ", "background of the region", "events a day"],
  K: ["K", "direct aftershocks of an event of the completeness magnitude", "events"],
  alpha: ["α", "growth of productivity by magnitude, natural logarithm", "per magnitude"],
  cDays: ["c", "delay of the Omori law", "days"],
  p: ["p", "exponent of the Omori law", ""],
  DKm: ["D", "width of the spatial kernel at the completeness magnitude", "km"],
  q: ["q", "exponent of the spatial kernel", ""],
  gamma: ["γ", "growth of the kernel's width by magnitude, natural logarithm", "per magnitude"],
  taperDays: ["τ", "exponential end of the Omori law", "days"],
  blindDays: ["Tb", "time after an event in which others go unseen", "days"],
};

/** What each gate asks, and what it means when it fails. */
const GATES: Readonly<Record<string, readonly [name: string, asks: string, failure: string]>> = {
  converged: ["converged", "the search came to rest where the likelihood does not rise", "the estimates are no maximum of the likelihood"],
  informationPositiveDefinite: ["errors exist", "the likelihood falls off in every direction from the estimates", "no standard errors: the data do not tell the parameters apart"],
  alphaBelowBeta: ["α < β", "small events together have more aftershocks than large ones (β = b ln 10)", "the branching ratio hangs on the largest magnitude that is allowed"],
  branchingBelowOne: ["n < 1", "an event has fewer than one direct aftershock on average, magnitudes truncated", "sequences grow without end: simulations of long windows are not possible"],
  noParameterAtBound: ["no bound", "no parameter at a side of the searched box", "held at a bound, without an error"],
};

/** The 95 % quantile of Kolmogorov's statistic times the square root of the number of events. */
const KOLMOGOROV_95 = 1.358;

/** An ETAS fit: parameters, gates, residuals, laws and background. */
export async function etasFitPage(view: EtasFitView): Promise<ReportPage> {
  const failed = view.gates.filter(({ passed }) => !passed);
  return {
    title: `ETAS fit of ${fileName(view.source.file)}`,
    answer: `${formatCount(view.targets)} events of magnitude ${magnitudeText(view.completenessMagnitude)} and above explained, ${formatFixed(100 * (view.expected.background / (view.expected.background + view.expected.triggered)), 0)} % of what is expected is background; branching ratio ${formatNumber(view.branchingRatio)}. ${failed.length === 0 ? "Every gate is passed." : `${failed.length === 1 ? "A gate is" : `${failed.length} gates are`} not passed: ${failed.map(({ name }) => `${gateWords(name)[0]} (${name === "noParameterAtBound" ? `${boundNames(view)} ` : ""}${gateWords(name)[2]})`).join("; ")}.`}`,
    source: view.source,
    citations: [
      "Model and maximum likelihood: Ogata (1998), Ann. Inst. Stat. Math. 50, 379–402, doi:10.1023/A:1003403601725",
      "Background by stochastic declustering: Zhuang, Ogata & Vere-Jones (2002), J. Am. Stat. Assoc. 97, 369–380, doi:10.1198/016214502760046925",
      "Residual analysis: Ogata (1988), J. Am. Stat. Assoc. 83, 9–27, doi:10.1080/01621459.1988.10478560",
      ...(view.shortTermIncompleteness === "blind-time" ? ["Blind time: Hainzl (2022), BSSA 112, 494–507, doi:10.1785/0120210146"] : []),
      ...(view.shortTermIncompleteness !== "helmstetter" ? [] : ["Completeness after large events: Helmstetter, Kagan & Jackson (2006), BSSA 96, 90–106, doi:10.1785/0120050067"]),
    ],
    sections: [
      { id: "fit", name: "The fit", words: fitWords(view), parts: [parameterTable(view), gateTable(view), correlationTable(view)] },
      { id: "residuals", name: "Does it describe the catalog?", words: residualWords(view), parts: await residualFigures(view) },
      { id: "laws", name: "Aftershocks", words: [], parts: await lawFigures(view) },
      { id: "background", name: "Background", words: [], parts: [backgroundFigure(view)] },
      sourceSection({ ...view.source, notes: view.notes }),
    ],
  };
}

function fitWords(view: EtasFitView): string[] {
  const { start, fitFrom, until, sources, targets, completenessMagnitude, magnitudeBinWidth, shortTermIncompleteness, unseen, belowShortTermThreshold, expected, b, maximumMagnitude, logLikelihood } = view;
  return [
    `Events from ${formatDate(start)} on trigger (${formatCount(sources)} of them); those in the region from ${formatDate(fitFrom)} to ${formatDate(until)} are explained (${formatCount(targets)}). Expected over the same time: ${formatFixed(expected.total, 1)}, of which background ${formatFixed(expected.background, 1)} and triggered ${formatFixed(expected.triggered, 1)}${shortTermIncompleteness === "blind-time" ? `, less ${formatFixed(unseen, 1)} that go unseen` : ""}. Log-likelihood ${formatFixed(logLikelihood, 3)}.`,
    `Taken as complete from magnitude ${magnitudeText(completenessMagnitude)}${magnitudeBinWidth > 0 ? `, magnitudes in steps of ${magnitudeBinWidth}` : ""}. ${shortTermIncompleteness === "none" ? "Completeness does not vary with time." : shortTermIncompleteness === "blind-time" ? `Each event hides all others of the region for the blind time Tb.` : `After large events the rule of Helmstetter and others raises it; ${formatCount(belowShortTermThreshold)} events below it were left out.`}`,
    `Magnitudes: b = ${formatFixed(b.value, 3)}${Number.isNaN(b.standardError) ? "" : ` ± ${formatFixed(b.standardError, 3)}`}, truncated at magnitude ${magnitudeText(maximumMagnitude)}.`,
  ];
}

function parameterTable({ estimates, kIsOfAllTime }: EtasFitView): TableView {
  const words = ({ name }: EtasEstimate): readonly [string, string, string] => PARAMETERS[name] ?? [name, "", ""];
  return table<EtasEstimate>({
    key: "parameters", caption: `Parameters with standard errors and 95 % intervals from the observed information; K is of ${kIsOfAllTime ? "all time" : "as many days as the fit has, since p is at most 1 without a taper"}`, empty: "", rows: estimates,
    columns: [
      { key: "name", label: "Parameter", value: ({ name }) => name, text: (row) => words(row)[0] },
      { key: "value", label: "Estimate", value: ({ value }) => value },
      { key: "standardError", label: "±", unit: "standard error", value: ({ standardError }) => standardError },
      { key: "low", label: "95 % from", value: ({ low }) => low },
      { key: "high", label: "to", value: ({ high }) => high },
      { key: "unit", label: "Unit", value: (row) => words(row)[2], text: (row) => words(row)[2] || "–" },
      { key: "meaning", label: "Meaning", value: (row) => words(row)[1] },
    ],
  });
}

function gateWords(name: string): readonly [name: string, asks: string, failure: string] {
  return GATES[name] ?? [name, "", "not passed"];
}

function boundNames({ atBound }: EtasFitView): string {
  return atBound.map((name) => PARAMETERS[name]?.[0] ?? name).join(", ");
}

function gateTable(view: EtasFitView): TableView {
  return table<EtasGate>({
    key: "gates", caption: "Gates, each by itself", empty: "", rows: view.gates,
    columns: [
      { key: "gate", label: "Gate", value: ({ name }) => name, text: ({ name }) => gateWords(name)[0] },
      { key: "passed", label: "Outcome", value: ({ passed }) => passed, text: ({ passed }) => (passed ? { text: "passed", tone: "good" } : { text: "not passed", tone: "bad" }) },
      { key: "asks", label: "What is asked", value: ({ name }) => gateWords(name)[1] },
      { key: "meaning", label: "What its failure means", value: ({ name, passed }) => (passed ? "" : gateWords(name)[2]), text: ({ name, passed }) => (passed ? "–" : `${gateWords(name)[2]}${name === "noParameterAtBound" ? `: ${boundNames(view)}` : ""}`) },
    ],
  });
}

function correlationTable({ estimates, correlation }: EtasFitView): TableView {
  const symbol = (name: string): string => PARAMETERS[name]?.[0] ?? name;
  const rows = correlation.map((values, row) => ({ name: estimates[row]!.name, values }));
  return table<(typeof rows)[number]>({
    key: "correlation", caption: "Correlations between the estimates", empty: "No correlations: the observed information is not positive definite.", rows,
    columns: [
      { key: "name", label: "Of", value: ({ name }) => name, text: ({ name }) => symbol(name) },
      ...rows.map(({ name }, column) => ({ key: name, label: symbol(name), value: ({ values }: (typeof rows)[number]): CellValue => values[column]!, text: ({ values }: (typeof rows)[number]) => formatFixed(values[column]!, 2) })),
    ],
  });
}

function residualWords({ residuals, shortTermIncompleteness }: EtasFitView): string[] {
  if (shortTermIncompleteness === "blind-time") return ["No residuals: what goes unseen in a blind time is not known from one event to the next."];
  if (residuals === null) return ["No residuals: the productivity is not finite."];
  const verdict = ({ pValue }: { readonly pValue: number }): string => `p = ${pValue === 0 ? "0 to all digits" : formatNumber(pValue)}`;
  return [
    `If the model is right, times measured by the number of events that it expects are those of a Poisson process of unit rate. Kolmogorov–Smirnov tests: of even times D = ${formatFixed(residuals.uniform.statistic, 3)}, ${verdict(residuals.uniform)}; of exponential gaps D = ${formatFixed(residuals.gaps.statistic, 3)}, ${verdict(residuals.gaps)}. The parameters were fitted to these very events, which makes p larger than it should be: a small p counts against the model, a large one says little for it.`,
  ];
}

async function residualFigures({ residuals, fitFrom, until, targets }: EtasFitView): Promise<FigureView[]> {
  if (residuals === null) return [];
  const { times, transformedTimes, total } = residuals;
  const halfBand = KOLMOGOROV_95 * Math.sqrt(targets);
  const excesses = transformedTimes.map((time, k) => k + 1 - (targets * time) / total);
  const worst = excesses.reduce((best, value, place) => (Math.abs(value) > Math.abs(excesses[best]!) ? place : best), 0);
  const steps = new Set(Array.from({ length: 20 }, (_, row) => Math.round(((row + 1) / 20) * targets) - 1));
  return [
    figure({
      id: "counts", title: "Expected and observed numbers through time",
      caption: "Number of explained events so far (solid), and the number that the model expects given every earlier event (dashed). Both end close together because the fit makes them: what counts is where they part on the way.",
      pictures: [{ heading: "", svg: await expectedCountChart({ id: "counts", from: fitFrom, to: until, times, expected: transformedTimes, total, label: `From ${formatDate(fitFrom)} to ${formatDate(until)}: ${formatCount(targets)} events observed, ${formatFixed(total, 1)} expected.` }) }],
      tables: [table<number>({
        key: "counts", caption: "Observed and expected so far", empty: "", rows: Array.from(times.keys()), shown: (place) => steps.has(place),
        columns: [
          { key: "time", label: "By", unit: "UTC", value: (place) => new Date(times[place]!).toISOString(), text: (place) => formatDate(times[place]!) },
          { key: "observed", label: "Observed", value: (place) => place + 1, text: (place) => formatCount(place + 1) },
          { key: "expected", label: "Expected", value: (place) => transformedTimes[place]!, text: (place) => formatFixed(transformedTimes[place]!, 1) },
        ],
      })],
    }),
    figure({
      id: "residuals-picture", title: "Residuals in transformed time",
      caption: "Observed minus expected number of events, against the expected number. Grey: within these lines 95 % of Poisson processes of unit rate stay all the way (Kolmogorov). A rise: more events than expected, such as activation or swarms; a fall: fewer, such as quiescence, or events that were not listed.",
      pictures: [{ heading: "", svg: await residualChart({ id: "residuals-picture", transformedTimes, total, halfBand, label: `Farthest from zero: ${formatFixed(excesses[worst]!, 1)} events at ${formatDate(times[worst]!)}; the band reaches ${formatFixed(halfBand, 1)} to either side.` }) }],
      tables: [table({
        key: "residuals", caption: "The residuals in numbers", empty: "", rows: [residuals],
        columns: [
          { key: "events", label: "Events", value: () => targets, text: () => formatCount(targets) },
          { key: "total", label: "Expected", value: () => total, text: () => formatFixed(total, 1) },
          { key: "farthest", label: "Farthest from zero", unit: "events", value: () => excesses[worst]!, text: () => formatFixed(excesses[worst]!, 1) },
          { key: "band", label: "Band", unit: "events to either side", value: () => halfBand, text: () => formatFixed(halfBand, 1) },
          { key: "timesP", label: "p of even times", value: ({ uniform }) => uniform.pValue },
          { key: "gapsP", label: "p of exponential gaps", value: ({ gaps }) => gaps.pValue },
        ],
      })],
    }),
  ];
}

async function lawFigures({ productivity, omori, omoriMagnitude, completenessMagnitude, kIsOfAllTime }: EtasFitView): Promise<FigureView[]> {
  if (productivity.length === 0) return [];
  const bands = productivity.some(({ low }) => !Number.isNaN(low)) ? " Band: its 95 % interval at each point, from the errors of the parameters." : " There is no interval: the fit has no standard errors.";
  return [
    await curveFigure({
      id: "productivity", title: "Productivity", rows: productivity, xName: "Magnitude", xTitle: "magnitude of the event", yName: "Direct aftershocks", yTitle: "direct aftershocks", logX: false, xText: magnitudeText,
      caption: `Expected direct aftershocks of magnitude ${magnitudeText(completenessMagnitude)} and above, ${kIsOfAllTime ? "in all time" : "in as many days as the fit has"}, by the magnitude of the event. Theirs are not counted.${bands}`,
    }),
    await curveFigure({
      id: "omori", title: "Omori law", rows: omori, xName: "Days since the event", xTitle: "days since the event", yName: "Aftershocks a day", yTitle: "direct aftershocks a day", logX: true, xText: formatNumber,
      caption: `Rate of direct aftershocks of an event of magnitude ${magnitudeText(omoriMagnitude)}, by the time since it.${bands} Both axes are logarithmic.`,
    }),
  ];
}

interface Curve {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly rows: readonly BandPoint[];
  readonly xName: string;
  readonly xTitle: string;
  readonly yName: string;
  readonly yTitle: string;
  readonly logX: boolean;
  readonly xText: (x: number) => string;
}

async function curveFigure({ id, title, caption, rows, xName, xTitle, yName, yTitle, logX, xText }: Curve): Promise<FigureView> {
  const shown = rows.filter((_, place) => place % 10 === 0);
  return figure({
    id, title, caption,
    pictures: [{ heading: "", svg: await curveChart({ id, rows, xTitle, yTitle, logX, label: `${title}: ${shown.map(({ x, y, low, high }) => `${formatNumber(y)}${Number.isNaN(low) ? "" : ` ${formatInterval(low, high)}`} at ${xText(x)}`).join(", ")}.` }) }],
    tables: [table<BandPoint>({
      key: id, caption: title, empty: "", rows, shown: (row) => shown.includes(row),
      columns: [
        { key: "x", label: xName, value: ({ x }) => x, text: ({ x }) => xText(x) },
        { key: "y", label: yName, value: ({ y }) => y },
        { key: "low", label: "95 % from", value: ({ low }) => low },
        { key: "high", label: "to", value: ({ high }) => high },
      ],
    })],
  });
}
