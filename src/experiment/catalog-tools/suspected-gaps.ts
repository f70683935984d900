import { suspiciousSilence } from "../../observations/silence.ts";
import type { SuspectedGap } from "../../publish/catalog-report/report.ts";
import type { Catalog } from "../../seismicity/catalog.ts";
import { type EpochMs, formatInstant, MS_PER_DAY } from "../../seismicity/time.ts";

/** The suspected gaps that reach into a span, in words for whoever counts it as observed. */
export function silences(catalog: Catalog, start: EpochMs, end: EpochMs): string[] {
  return suspectedGaps(catalog).filter(({ from, to }) => from < end && to > start).map(({ from, to, days }) =>
    `the file lists nothing from ${formatInstant(from)} to ${formatInstant(to)} (${days.toFixed(1)} days), too long to be true at its rate: if data are missing, they are taken for silence here`);
}

/** The longest spans between neighbouring events are looked at; implausible ones are among them. */
const LONGEST = 200;
/** Rates change as networks grow: a silence is judged by the time before it, this many times its length and at least a year. */
const [HISTORY_LENGTHS, LEAST_HISTORY_DAYS] = [10, 365.25];

/** Spans without any event that are too long to be true at the rate before them (`suspiciousSilence`), in order of time. */
export function suspectedGaps(catalog: Catalog): SuspectedGap[] {
  const { length, times } = catalog;
  const longest = Array.from({ length: Math.max(0, length - 1) }, (_, event) => event)
    .sort((a, b) => times[b + 1]! - times[b]! - (times[a + 1]! - times[a]!))
    .slice(0, LONGEST);
  return longest.flatMap((event): SuspectedGap[] => {
    const [from, to] = [times[event]!, times[event + 1]!];
    const historyStart = Math.max(times[0]!, from - Math.max(LEAST_HISTORY_DAYS * MS_PER_DAY, HISTORY_LENGTHS * (to - from)));
    const days = (to - from) / MS_PER_DAY;
    const window = { index: 0, horizonDays: days, start: from, end: to, issueAt: from, commitBy: from, settlesAt: to };
    return to > from && suspiciousSilence(window, { collected: catalog, historyStart }, to, []) !== undefined ? [{ from, to, days }] : [];
  }).sort((a, b) => a.from - b.from);
}
