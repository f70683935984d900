import { intervalChart } from "../charts/interval-chart.ts";
import { type FigureView, figure } from "../figure.ts";
import { formatCount, formatGain, formatSigned } from "../format-number.ts";
import { formatPValue, formatPercent } from "../format-probability.ts";
import type { SeriesView } from "../model.ts";
import { horizonName, modelColumn, type SiteContext } from "../site-context.ts";
import { table } from "../table.ts";
import { roleText } from "../verdicts.ts";

type Row = SeriesView["leaderboard"][number];

/** Rank intervals as bars, with the leaderboard as its table. */
export async function rankFigure(context: SiteContext, series: SeriesView, root: string): Promise<FigureView> {
  const rows = series.leaderboard;
  const ranked = rows.filter(({ windows }) => windows > 0);
  const rank = (row: Row): string => (row.rankLow === row.rankHigh ? `${row.rankLow}` : `${row.rankLow}–${row.rankHigh}`);
  const mark = (row: Row): string => (row.couldBeBest ? "could still be best" : "not the best");
  return figure({
    id: `rank-${series.horizonDays}d`,
    title: `Rank intervals, ${horizonName(series.horizonDays)}`,
    caption: "The bar covers every rank that the evidence leaves open for the model (1 is best); models whose bars overlap are not separated. Log scores over settled windows with a forecast on time.",
    pictures: ranked.length === 0 ? [] : [{ heading: "", svg: await intervalChart({
      id: `rank-${series.horizonDays}d`, unit: "rank", whole: true, domain: [0.5, rows.length + 0.5],
      label: `Rank intervals: ${ranked.map((row) => `${context.title(row.model)} ${rank(row)}, ${mark(row)}`).join("; ")}.`,
      rows: ranked.map((row) => ({ label: context.title(row.model), colour: context.colour(row.model), low: row.rankLow - 0.3, high: row.rankHigh + 0.3, centre: null, note: `rank ${rank(row)}, ${mark(row)}` })),
    }) }],
    empty: "No ranks: no window has been settled and scored yet.",
    tables: [
      table<Row>({
        key: `leaderboard-${series.horizonDays}d`, caption: `Leaderboard, ${horizonName(series.horizonDays)}`, empty: "No model is registered.", rows,
        columns: [
          modelColumn(context, root, ({ model }) => model),
          { key: "role", label: "Role", value: ({ role }) => role, text: ({ role }) => roleText(role) },
          { key: "state", label: "State", value: ({ state }) => state },
          { key: "rankLow", label: "Rank", value: ({ rankLow }) => rankLow, text: (row) => (row.windows > 0 ? rank(row) : "not ranked") },
          { key: "rankHigh", label: "", hidden: true, value: ({ rankHigh }) => rankHigh },
          { key: "couldBeBest", label: "Could be best", value: ({ couldBeBest }) => couldBeBest },
          { key: "meanLogScore", label: "Mean log score", unit: "nats/window", value: ({ meanLogScore }) => meanLogScore },
          { key: "windows", label: "Windows", value: ({ windows }) => windows, text: ({ windows }) => formatCount(windows) },
          { key: "coverage", label: "On time", value: ({ coverage }) => coverage, text: ({ coverage }) => formatPercent(coverage) },
          { key: "events", label: "Events", value: ({ events }) => events, text: ({ events }) => formatCount(events) },
          { key: "expected", label: "Expected", value: ({ expected }) => expected },
          { key: "calibrationPValue", label: "Calibration", unit: "p of the PIT", value: ({ calibrationPValue }) => calibrationPValue, text: ({ calibrationPValue }) => (calibrationPValue === null ? "not enough data" : formatPValue(calibrationPValue)) },
        ],
      }),
    ],
  });
}

/** Gain per earthquake of every model but the null against every reference, with its interval and its split into scale and shape. */
export async function evidenceFigure(context: SiteContext, series: SeriesView, root: string): Promise<FigureView> {
  const rows = series.leaderboard.filter(({ model }) => model !== context.nullId).flatMap(({ model, gains }) => Object.entries(gains).flatMap(([reference, gain]) => (gain === null ? [] : [{ model, reference, gain }])));
  const name = (row: (typeof rows)[number]): string => `${context.title(row.model)} against ${context.title(row.reference)}`;
  return figure({
    id: `evidence-${series.horizonDays}d`,
    title: `Information gain against the references, ${horizonName(series.horizonDays)}`,
    caption: "Dot: mean gain in nats per earthquake; bar: its 95 % interval (T-test). A bar wholly right of zero shows skill over that reference, one across zero shows none. An arrow at the frame marks an infinite gain or loss.",
    pictures: rows.length === 0 ? [] : [{ heading: "", svg: await intervalChart({
      id: `evidence-${series.horizonDays}d`, unit: "nats per earthquake", line: { value: 0, name: "0: as good as the reference" },
      label: rows.map((row) => `${name(row)}: ${formatGain(row.gain)}`).join("; "),
      rows: rows.map((row) => ({ label: name(row), colour: context.colour(row.model), low: row.gain.lower, high: row.gain.upper, centre: row.gain.gain, note: `${formatSigned(row.gain.gain)} nats/event, n = ${formatCount(row.gain.events)}` })),
    }) }],
    empty: "No gains: no settled window in which a model and a reference were both scored.",
    tables: [
      table<(typeof rows)[number]>({
        key: `gains-${series.horizonDays}d`, caption: `Gain against each reference, ${horizonName(series.horizonDays)}`, empty: "No settled window in which a model and a reference were both scored.", rows,
        columns: [
          modelColumn(context, root, ({ model }) => model),
          modelColumn(context, root, ({ reference }) => reference, "Against", "reference"),
          { key: "gain", label: "Gain", unit: "nats/event", value: ({ gain }) => gain.gain, text: ({ gain }) => formatSigned(gain.gain) },
          { key: "lower", label: "95 % lower", value: ({ gain }) => gain.lower, text: ({ gain }) => formatSigned(gain.lower) },
          { key: "upper", label: "95 % upper", value: ({ gain }) => gain.upper, text: ({ gain }) => formatSigned(gain.upper) },
          { key: "events", label: "n", unit: "events", value: ({ gain }) => gain.events, text: ({ gain }) => formatCount(gain.events) },
          { key: "scale", label: "Scale", unit: "nats/event, from the number", value: ({ gain }) => gain.scale, text: ({ gain }) => formatSigned(gain.scale) },
          { key: "shape", label: "Shape", unit: "nats/event, from place and magnitude", value: ({ gain }) => gain.shape, text: ({ gain }) => formatSigned(gain.shape) },
          { key: "t", label: "t", value: ({ gain }) => gain.t },
          { key: "pValueW", label: "W-test", unit: "p", value: ({ gain }) => gain.pValueW, text: ({ gain }) => (gain.pValueW === null ? "not enough data" : formatPValue(gain.pValueW)) },
        ],
      }),
    ],
  });
}
