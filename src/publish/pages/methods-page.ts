import { NORMAL_LAW_FROM_WINDOWS } from "../../evaluation/comparison/diebold-mariano.ts";
import { formatCount, formatCountInterval, formatGain, formatInterval, formatNumber, formatSigned } from "../format-number.ts";
import { formatProbability, pValueInWords } from "../format-probability.ts";
import { plural } from "../format-time.ts";
import type { ScoreView, SeriesView, TestView, WindowView } from "../model.ts";
import type { Page } from "../page.ts";
import { settledThrough, type SiteContext } from "../site-context.ts";
import { table } from "../table.ts";
import { counts } from "../verdicts.ts";

interface Method {
  readonly id: string;
  readonly name: string;
  readonly question: string;
  readonly formula: readonly string[];
  readonly reading: string;
  /** A number of this very experiment, worked. */
  readonly worked: string;
  readonly source: string;
}

/** Each test with its formula, its reading and a number from this experiment. */
export function methodsPage(context: SiteContext): Page {
  const example = workedExample(context);
  const methods = allMethods(context, example);
  const chosen = example === undefined
    ? "Worked numbers follow once a window with a target earthquake has been settled."
    : `Worked numbers are those of ${context.title(example.score.model)} in window ${example.window.id}, the latest settled one with a target earthquake and a finite score.`;
  return {
    path: "methods.html",
    template: "methods",
    title: "Methods",
    answer: `How forecasts are scored and tested here: ${plural(methods.length, "method")}, each with its formula, its reading and a worked number of this experiment.`,
    content: {
      chosen,
      methods,
      summary: table<Method>({
        key: "methods", caption: "Methods and the questions they answer", empty: "No method.", rows: methods,
        columns: [
          { key: "name", label: "Method", value: ({ name }) => name, text: ({ name, id }) => ({ text: name, href: `#${id}` }) },
          { key: "question", label: "Question", value: ({ question }) => question },
          { key: "formula", label: "", hidden: true, value: ({ formula }) => formula.join("; ") },
          { key: "worked", label: "", hidden: true, value: ({ worked }) => worked },
        ],
      }),
    },
  };
}

interface Example {
  readonly series: SeriesView;
  readonly window: WindowView;
  readonly score: ScoreView;
}

function workedExample(context: SiteContext): Example | undefined {
  const preferred = [...context.references.filter(({ role }) => role === "reference"), ...context.references, ...context.site.models];
  for (const series of context.site.series) {
    for (const window of settledThrough(series, undefined).reverse()) {
      const score = preferred.flatMap(({ id }) => window.scores.filter((entry) => entry.model === id && counts(entry) && Number.isFinite(entry.logScore)))[0];
      if (window.events.length > 0 && score !== undefined) return { series, window, score };
    }
  }
  return undefined;
}

function allMethods(context: SiteContext, example: Example | undefined): Method[] {
  const none = "No number yet.";
  const test = (name: string, say: (found: TestView) => string): string => {
    const found = example?.score.tests.find((entry) => entry.test === name);
    return found === undefined ? none : found.informative ? say(found) : "This window had no events for the test to judge.";
  };
  const simulated = (name: string, what: string) => (): string =>
    test(name, (found) => `${what} observed ${formatNumber(found.observed)}; a share of ${formatNumber(Object.values(found.quantiles)[0] ?? found.pValue)} of the simulated ones were as low or lower, ${pValueInWords(found.pValue)}: ${found.rejected ? "rejected" : "not rejected"} at 5 %.`);
  const comparison = example === undefined ? undefined : (example.series.comparisons.find(({ model }) => context.challengers.some(({ id }) => id === model)) ?? example.series.comparisons[0]);
  const versus = comparison === undefined ? "" : `${context.title(comparison.model)} against ${context.title(comparison.reference)}`;
  const calibration = example?.series.calibration.find(({ model }) => model === example.score.model) ?? example?.series.calibration[0];
  const reliability = calibration?.reliability[0];
  const level = reliability?.bins.findLast(({ n }) => n > 1);
  const score = example?.score;
  const n = example?.window.events.length ?? 0;
  return [
    {
      id: "probability", name: "Probability of one or more", question: "How likely is at least one target earthquake?", formula: ["P = P(X ≥ 1), X by the law that the forecast itself sealed", "expected counts alone: X ~ Poisson(λ), P = 1 − exp(−λ)", "with a variance σ² > λ: X negative binomial with mean λ and variance σ², P = 1 − (λ / σ²)^( λ² / (σ² − λ) )", "simulated catalogs: P = share of them with one or more"],
      reading: "λ is the expected number in the region during the window. The 95 % interval is that of the same law. Beside it stands the null's probability, the long-term baseline.",
      worked: score === undefined ? none : `λ = ${formatNumber(score.expected)} and the forecast's own law give P = ${formatProbability(score.probability)}; 95 % of counts lie in ${formatCountInterval(score.expectedLow, score.expectedHigh)}.`, source: "Law that the forecast sealed",
    },
    {
      id: "log-score", name: "Joint log-likelihood", question: "How much probability did the forecast give to what happened?", formula: ["L = Σᵢ ( nᵢ ln λᵢ − λᵢ − ln nᵢ! )"],
      reading: "The sum runs over the cells and magnitude bins i, with λᵢ expected and nᵢ observed. Higher is better; only differences mean anything. An earthquake where λᵢ = 0 makes it −∞, and that is shown, not trimmed.",
      worked: score === undefined ? none : `${plural(n, "earthquake")} and λ = ${formatNumber(score.expected)} in all give L = ${formatNumber(score.logScore)} nats.`, source: "Schorlemmer et al. (2007)",
    },
    {
      id: "n-test", name: "N-test", question: "Did as many earthquakes happen as forecast?", formula: ["δ₁ = P(X ≥ n), δ₂ = P(X ≤ n), X ~ Poisson(λ)", "p = min(1, 2 min(δ₁, δ₂))"],
      reading: "Small δ₁: the forecast expects too few. Small δ₂: too many. Rejected when p < 5 %.",
      worked: test("N", (found) => `n = ${formatCount(found.observed)} with λ = ${formatNumber(score!.expected)}: δ₁ = ${formatNumber(found.quantiles["delta1"] ?? NaN)}, δ₂ = ${formatNumber(found.quantiles["delta2"] ?? NaN)}, ${pValueInWords(found.pValue)}: ${found.rejected ? "rejected" : "not rejected"} at 5 %.`), source: "Zechar et al. (2010)",
    },
    {
      id: "m-test", name: "M-test", question: "Do the magnitudes fit?", formula: ["γ = share of simulated catalogs whose magnitude likelihood is at most the observed one"],
      reading: "Places are summed away and the number is set to the observed one. Small γ: the magnitudes fit worse than the forecast itself expects.", worked: simulated("M", "Magnitude log-likelihood")(), source: "Zechar et al. (2010)",
    },
    {
      id: "s-test", name: "S-test", question: "Do the places fit?", formula: ["ζ = share of simulated catalogs whose spatial likelihood is at most the observed one"],
      reading: "Magnitudes are summed away and the number is set to the observed one. Small ζ: the earthquakes fell where the forecast expected few.", worked: simulated("S", "Spatial log-likelihood")(), source: "Zechar et al. (2010)",
    },
    {
      id: "l-test", name: "L-test", question: "Is the joint likelihood as high as the forecast itself expects?", formula: ["γ = share of simulated catalogs with L at most the observed L"],
      reading: "Number, places and magnitudes together; dominated by the number.", worked: simulated("L", "Joint log-likelihood")(), source: "Schorlemmer et al. (2007)",
    },
    {
      id: "cl-test", name: "CL-test", question: "The same, given the number?", formula: ["γ = share of simulated catalogs of the observed size with L at most the observed L"],
      reading: "As the L-test, with the number set to the observed one, so that it judges places and magnitudes.", worked: simulated("CL", "Conditional log-likelihood")(), source: "Werner et al. (2011)",
    },
    {
      id: "t-test", name: "T-test and information gain", question: "Does a model give what happened more probability than a reference?", formula: ["I = [ Σₖ (ln λᴬ(k) − ln λᴮ(k)) − (Λᴬ − Λᴮ) ] / N", "I ± t(N − 1) s / √N"],
      reading: "The sum runs over the N earthquakes k. I is the gain of A over B in nats per earthquake: exp(I) is the average factor of probability. An interval wholly above zero shows skill. Scale is the part from the expected number, shape the part from place and magnitude.",
      worked: comparison === undefined ? none : `${versus}: ${formatSigned(comparison.totalGainNats)} nats in ${plural(comparison.events, "earthquake")} = ${formatGain(comparison.full)}, t = ${formatNumber(comparison.full.t)}; scale ${formatSigned(comparison.full.scale)}, shape ${formatSigned(comparison.full.shape)}.`, source: "Rhoades et al. (2011)",
    },
    {
      id: "w-test", name: "W-test", question: "The same, without assuming normal differences?", formula: ["Wilcoxon's signed ranks of the gains per earthquake, centred at (Λᴬ − Λᴮ) / N"],
      reading: "A check on the T-test: a median gain of zero is rejected when p < 5 %.",
      worked: comparison?.full.pValueW === null || comparison === undefined ? none : `${versus}: ${pValueInWords(comparison.full.pValueW)}.`, source: "Rhoades et al. (2011)",
    },
    {
      id: "inference", name: "Diebold–Mariano and block bootstrap", question: "Is the gain still there when earthquakes are not independent?", formula: ["DM = Σ gᵢ / √( n σ² ), σ² the long-run variance of the windows' gains gᵢ", "bootstrap: blocks of consecutive windows drawn again, gains and numbers of earthquakes together"],
      reading: `The T-test takes every earthquake as one more piece of evidence; an aftershock is hardly one. Windows, or blocks of windows, are taken instead. Where the intervals differ, the widest is the safest. The form of Brehmer et al. has a standard normal law and the bootstrap draws from the windows that there are: of fewer than ${NORMAL_LAW_FROM_WINDOWS} windows both would claim far too much, and neither is shown.`,
      worked: comparison === undefined || comparison.inferences.length === 0 ? none : `${versus}: ${comparison.inferences.map(({ method, lower, upper }) => `${method} ${lower === null || upper === null ? "none, too few windows" : formatInterval(lower, upper)}`).join("; ")}.`, source: "Diebold & Mariano (1995); Newey & West (1994); Brehmer et al. (2024); Politis & Romano (1994)",
    },
    {
      id: "scores", name: "Brier, CRPS and ranked probability scores", question: "How far were single windows from what happened?", formula: ["Brier = ( P − 1[n ≥ 1] )²", "CRPS = Σₖ ( P(X ≤ k) − 1[n ≤ k] )²", "RPS: the same over classes of numbers"],
      reading: "Each is lower for a better forecast and best on average for the true law. The information score, in bits, sees the map alone: it is no proper score and decides nothing.",
      worked: workedScores(context, example) ?? none, source: "Gneiting & Raftery (2007); Kagan (2009)",
    },
    {
      id: "pit", name: "PIT of the counts", question: "Are the stated numbers calibrated over many windows?", formula: ["u lies uniformly in [ P(X ≤ n − 1), P(X ≤ n) ]; the histogram adds up these intervals, not random draws"],
      reading: "A calibrated model has a flat histogram: all its bars lie within the band with the probability stated beside it. The p-value is of the whole histogram, from simulations of the forecast.",
      worked: calibration === undefined ? none : `${context.title(calibration.model)}: ${plural(calibration.windows, "window")}, statistic ${formatNumber(calibration.statistic)}, ${pValueInWords(calibration.pValue)}: calibration ${calibration.rejected ? "rejected" : "not rejected"}.`, source: "Czado, Gneiting & Held (2009)",
    },
    {
      id: "reliability", name: "Reliability (CORP)", question: "Do cells with a stated probability p have an earthquake in a share p of cases?", formula: ["observed share = isotonic regression of “at least one event” on the forecast probability", "mean score = MCB − DSC + UNC"],
      reading: "The share rises with the probability and nobody chooses groups. MCB is what recalibration would gain, DSC what the recalibrated forecast gains over one constant share, UNC the score of that constant; for the Brier score and for the log score. Cold starts, the quiet windows, are also judged alone. The band takes cells as independent and is too narrow for clustered earthquakes.",
      worked: reliability === undefined || calibration === undefined || level === undefined ? none : `${context.title(calibration.model)}: ${formatCount(level.n)} cells with a mean forecast of ${formatProbability(level.meanProbability)} had an event in a share of ${formatProbability(level.frequency)}; Brier score ${formatNumber(reliability.brier.score)} = ${formatNumber(reliability.brier.miscalibration)} − ${formatNumber(reliability.brier.discrimination)} + ${formatNumber(reliability.brier.uncertainty)}.`, source: "Dimitriadis, Gneiting & Jordan (2021)",
    },
    {
      id: "power", name: "Detectable departure", question: "What could a test that did not reject have missed?", formula: ["least departure d with P( test rejects | truth = forecast changed by d ) ≥ 80 %"],
      reading: "All rates times a factor for N and L, another b-value for M, a share of earthquakes spread evenly over the region for S and CL, flatter or more concentrated rates for S. Expected counts are summed over the scored windows and taken as one window. N is exact under the Poisson law that the test assumes; clustered counts scatter more, so that the test then rejects right forecasts more often than its level says.",
      worked: powerWorked(context, example) ?? none, source: "closed form for N; simulation of the departure for the others",
    },
    {
      id: "residuals", name: "Gain and residuals by cell", question: "Where was the model better or worse?", formula: ["gain = Σ [ n ln(λᴬ/λᴮ) − (λᴬ − λᴮ) ]", "deviance residual = sign(n − λ) √( 2 ( n ln(n/λ) − n + λ ) )"],
      reading: "Gains of all cells add up to the total gain in nats. Residuals set the number observed in all scored windows against the sum of the numbers expected.",
      worked: residualWorked(context, example) ?? none, source: "Clements, Schoenberg & Schorlemmer (2011)",
    },
  ];
}

function powerWorked(context: SiteContext, example: Example | undefined): string | undefined {
  const row = example?.series.leaderboard.find(({ model }) => model === example.score.model);
  const [test, found] = Object.entries(row?.consistency ?? {}).find(([, { power }]) => power !== null) ?? [];
  return test === undefined ? undefined : `${context.title(row!.model)}, ${test}-test over ${plural(row!.windows, "window")} with ${plural(row!.events, "earthquake")}, not rejected. ${found!.power!.words}`;
}

function workedScores(context: SiteContext, example: Example | undefined): string | undefined {
  const row = example?.series.leaderboard.find(({ model }) => model === example.score.model);
  const crps = row?.meanScores["window-crps"];
  return row === undefined || crps === undefined ? undefined : `${context.title(row.model)}, mean over ${plural(row.windows, "window")}: CRPS of the number ${formatNumber(crps)} events, Brier score of “at least one” ${formatNumber(row.meanScores["window-brier"] ?? NaN)}.`;
}

function residualWorked(context: SiteContext, example: Example | undefined): string | undefined {
  const found = example?.series.residuals.flatMap(({ model, gains }) => (model === context.nullId ? [] : gains.map((gain) => ({ model, ...gain }))))[0];
  if (found === undefined) return undefined;
  const positive = found.gain.filter((value) => value > 0).length;
  return `${context.title(found.model)} against ${context.title(found.reference)}: a gain in ${formatCount(positive)} of ${formatCount(found.gain.length)} cells, ${formatSigned(found.totalGainNats)} nats in all.`;
}
