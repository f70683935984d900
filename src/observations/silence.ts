import { type Catalog, lowerBound } from "../seismicity/catalog.ts";
import { type EpochMs, formatInstant, MS_PER_DAY } from "../seismicity/time.ts";
import type { Window } from "../seismicity/window.ts";

export interface TimeSpan {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** What the silence of a feed is judged by. */
export interface SilenceGuard {
  /** All complete magnitudes of the whole collected area, as known at settlement. */
  readonly collected: Catalog;
  /** From here on the catalog is complete. */
  readonly historyStart: EpochMs;
  /** Spans that the operator declared to be truly without earthquakes. */
  readonly declaredEmpty: readonly TimeSpan[];
}

/** A silence is suspicious when fewer than this many as long are expected by chance to touch the window. */
const IMPLAUSIBLE = 1e-6;
/** With fewer events before a silence there is no long-term rate to judge it by. */
const LEAST_EVENTS = 30;

/**
 * The span without a single event that touches a window and is too long to be true: the feed seems to have been down, and its
 * silence is not zero earthquakes. Undefined when there is none, or too little history to tell.
 *
 * In a Poisson process of rate r, a window of length W is touched by `(1 + r(W + T)) exp(−rT)` event-free spans of length T or
 * more in expectation; below 1e-6 the span is suspicious. The rate is the catalog's own before the span, with a burst of
 * aftershocks counted once: that of the Poisson process which leaves as many intervals (each the mean spacing long) empty.
 *
 * @param coveredTo until when the catalog claims to be complete; silence is not looked for beyond it or `window.settlesAt`
 * @param explained spans whose silence has been accounted for: declared gaps and declared empty spans
 */
export function suspiciousSilence(
  window: Window,
  guard: Pick<SilenceGuard, "collected" | "historyStart">,
  coveredTo: EpochMs,
  explained: readonly TimeSpan[],
): TimeSpan | undefined {
  const { collected, historyStart } = guard;
  const end = Math.min(coveredTo, window.settlesAt);
  const suspicious = (span: TimeSpan): boolean => {
    const rate = backgroundRate(collected.times, historyStart, span.from);
    const expected = rate * (span.to - span.from);
    return (1 + expected + rate * (window.end - window.start)) * Math.exp(-expected) < IMPLAUSIBLE;
  };
  return eventFreeSpans(collected.times, window, historyStart, end)
    .flatMap((span) => unexplained(span, explained))
    .filter((span) => span.from < window.end && span.to > window.start)
    .find(suspicious);
}

/** Why a window with this silence is not settled. */
export function silenceInWords({ from, to }: TimeSpan): string {
  const days = Number(((to - from) / MS_PER_DAY).toPrecision(3));
  return `the feed seems silent: no event of any size between ${formatInstant(from)} and ${formatInstant(to)} (${days} days), which this catalog's rate makes implausible; import what is missing, declare a gap, or declare the span empty`;
}

/** What an import says of itself that matters here. */
interface ImportedFile {
  readonly source: string;
  readonly coversFrom: EpochMs | null;
  readonly coversTo: EpochMs | null;
  readonly report: { readonly added: number; readonly revised: number; readonly deleted: number; readonly unchanged: number };
}

/**
 * The spans that files declared to be empty speak for: up to the instant to which the empty file is complete, from the first
 * event of the source's file before it, so that whatever is silent in between is accounted for.
 *
 * @param imports in order of import
 */
export function declaredEmptySpans(imports: readonly ImportedFile[]): TimeSpan[] {
  const lastFileFrom = new Map<string, EpochMs>();
  const spans: TimeSpan[] = [];
  for (const { source, coversFrom, coversTo, report } of imports) {
    if (coversFrom === null || coversTo === null) continue;
    const empty = report.added + report.revised + report.deleted + report.unchanged === 0;
    if (empty) spans.push({ from: lastFileFrom.get(source) ?? -Infinity, to: coversTo });
    else lastFileFrom.set(source, coversFrom);
  }
  return spans;
}

/** Spans between neighbouring events that touch the window, from the last event before it to the first at or after its end. */
function eventFreeSpans(times: Float64Array, window: Window, from: EpochMs, to: EpochMs): TimeSpan[] {
  const first = lowerBound(times, window.start);
  const afterLast = lowerBound(times, window.end);
  const borders = [first > 0 ? times[first - 1]! : from, ...times.subarray(first, afterLast), Math.max(window.end, afterLast < times.length ? times[afterLast]! : to)];
  return borders.slice(1).map((border, index) => ({ from: borders[index]!, to: border }));
}

function unexplained(span: TimeSpan, explained: readonly TimeSpan[]): TimeSpan[] {
  return explained.reduce<TimeSpan[]>(
    (pieces, { from, to }) =>
      pieces.flatMap((piece) =>
        from >= piece.to || to <= piece.from ? [piece] : [{ from: piece.from, to: from }, { from: to, to: piece.to }].filter((part) => part.to > part.from),
      ),
    [span],
  );
}

/** Events per millisecond in `[start, end)`, bursts counted once; 0 when there are too few to tell. */
function backgroundRate(times: Float64Array, start: EpochMs, end: EpochMs): number {
  const [from, to] = [lowerBound(times, start), lowerBound(times, end)];
  const count = to - from;
  if (count < LEAST_EVENTS) return 0;
  const spacing = (end - start) / count;
  let occupied = 0;
  for (let index = from, last = -1; index < to; index++) {
    const interval = Math.min(count - 1, Math.floor((times[index]! - start) / spacing));
    if (interval !== last) occupied++;
    last = interval;
  }
  return Math.min(1, -Math.log1p(-occupied / count)) / spacing;
}
