import { formatProbability } from "../format-probability.ts";
import { formatSpan, formatTime } from "../format-time.ts";
import { mapFigure } from "../figures/map-figure.ts";
import { expectedText } from "../figures/number-figure.ts";
import type { ModelView, ScoreView, SeriesView, WindowView } from "../model.ts";
import type { Page } from "../page.ts";
import { dataInWords, digestText, horizonName, modelColumn, modelPath, type SiteContext } from "../site-context.ts";
import { table } from "../table.ts";
import { counts, roleText, statusText } from "../verdicts.ts";
import { chanceInWords } from "./chance-in-words.ts";
import { type GateStatus, gateStatuses, statusSentence } from "./gate-status.ts";
import { servedSentence, serviceSections } from "./service-section.ts";

/** What is forecast now, by which model, how fresh; who passed. */
export function indexPage(context: SiteContext): Page {
  const { site, weeks } = context;
  const statuses = gateStatuses(context, undefined, "");
  const current = site.series.flatMap((series) => {
    const window = currentWindow(series);
    return window === undefined ? [] : [{ series, window }];
  });
  const inUse = modelInUse(site.models, statuses);
  const services = serviceSections(context, (series) => current.flatMap((entry) => (entry.series === series ? [entry.window] : [])), "now", "");
  return {
    path: "index.html",
    template: "index",
    title: site.head.experiment,
    answer: [...(current[0]?.series.service === undefined ? [nowSentence(context, current, inUse)] : current.map(({ series, window }) => servedSentence(context, series.service!, window))), ...statuses.map((status) => `${statusSentence(status)}.`)].join(" "),
    content: {
      services,
      inUse: inUse === undefined ? undefined : { title: inUse.title, version: inUse.version, href: modelPath(inUse.id) },
      nextIssue: site.head.nextIssueAt === null ? undefined : formatTime(site.head.nextIssueAt),
      statuses,
      current: current.map(({ series, window }) => ({
        id: `${series.horizonDays}d`, name: horizonName(series.horizonDays), span: formatSpan(window.start, window.end), issued: formatTime(window.issueAt), data: dataInWords(window), settles: formatTime(window.settledAt ?? window.settlesAt), settled: window.settled,
        table: nowTable(context, window), map: mapFigure(context, window, ""),
      })),
      models: table<ModelView>({
        key: "models", caption: "Models of the experiment", empty: "No model is registered.", rows: site.models,
        columns: [
          modelColumn(context, "", ({ id }) => id),
          { key: "version", label: "Version", value: ({ version }) => version },
          { key: "role", label: "Role", value: ({ role }) => role, text: ({ role }) => roleText(role) },
          { key: "judged", label: "At the gate", value: ({ judged }) => judged },
          { key: "method", label: "", hidden: true, value: ({ method }) => method },
        ],
      }),
      weeks: [...weeks].reverse(),
    },
  };
}

/** The newest window with a forecast whose outcome is open, else the newest that was settled. */
function currentWindow({ windows }: SeriesView): WindowView | undefined {
  const forecast = windows.filter(({ scores, unscorable }) => unscorable === null && scores.some(counts));
  return forecast.findLast(({ settled }) => !settled) ?? forecast.at(-1);
}

/** A model that was shipped; else the reference, unless the gate judges it and has not let it through: then the null. */
function modelInUse(models: readonly ModelView[], statuses: readonly GateStatus[]): ModelView | undefined {
  const behindTheFlag = (id: string): boolean => statuses.some(({ challenger, inUse }) => challenger === id && !inUse);
  const shipped = models.find(({ id }) => statuses.some(({ challenger, inUse, state }) => challenger === id && inUse && state === "shipped"));
  return shipped ?? models.find(({ id, role }) => role === "reference" && !behindTheFlag(id)) ?? models.find(({ role }) => role === "null");
}

function nowSentence(context: SiteContext, current: readonly { window: WindowView }[], inUse: ModelView | undefined): string {
  const first = current[0]?.window;
  const find = (id: string | undefined): ScoreView | undefined => first?.scores.find((score) => score.model === id && counts(score));
  const score = find(inUse?.id);
  if (first === undefined || inUse === undefined || score === undefined) return "No forecast is stored yet.";
  const baseline = find(context.nullId);
  const beside = inUse.id === context.nullId ? " (this is the baseline)" : baseline === undefined ? "" : ` (baseline ${formatProbability(baseline.probability)})`;
  return `${first.settled ? "Latest forecast" : "Forecast"} in use, by ${inUse.title}, for ${formatSpan(first.start, first.end)}: ${chanceInWords(context, score, beside)}`;
}

function nowTable(context: SiteContext, window: WindowView): ReturnType<typeof table> {
  const baseline = window.scores.find(({ model }) => model === context.nullId);
  return table<ScoreView>({
    key: `now-${window.horizonDays}d`, caption: `Forecasts of window ${window.id}`, empty: "No model was asked for this window.", rows: window.scores,
    columns: [
      modelColumn(context, "", ({ model }) => model),
      { key: "probability", label: "Probability of one or more", value: ({ probability }) => probability, text: ({ probability }) => formatProbability(probability) },
      { key: "baselineProbability", label: "Baseline", unit: "probability", value: () => baseline?.probability ?? null, text: () => (baseline === undefined ? "no baseline" : formatProbability(baseline.probability)) },
      { key: "expected", label: "Expected", unit: "number, 95 % interval", value: ({ expected }) => expected, text: expectedText },
      { key: "expectedLow", label: "", hidden: true, value: ({ expectedLow }) => expectedLow },
      { key: "expectedHigh", label: "", hidden: true, value: ({ expectedHigh }) => expectedHigh },
      { key: "status", label: "Forecast", value: ({ status }) => status, text: ({ status }) => statusText(status) },
      { key: "forecastDigest", label: "Digest", value: ({ forecastDigest }) => forecastDigest, text: ({ forecastDigest }) => digestText(forecastDigest) },
    ],
  });
}
