import { SHORT_TERM_RULES, shortTermCompleteness, type ShortTermRuleName } from "../../observations/hygiene/completeness/short-term-completeness.ts";
import type { AfterLargeReport } from "../../publish/catalog-report/report.ts";
import { type Catalog, catalogEvents } from "../../seismicity/catalog.ts";
import { type EpochMs, MS_PER_DAY } from "../../seismicity/time.ts";

export interface AfterLargeRequest {
  /** Completeness magnitude in quiet times. */
  readonly floor: number;
  readonly rule: ShortTermRuleName;
}

const LEVEL = 0.5;
const LISTED = 20;

/** How long, and how far, a catalog is less complete after its large events. */
export function completenessAfterLarge(catalog: Catalog, { start, end }: { readonly start: EpochMs; readonly end: EpochMs }, { floor, rule: name }: AfterLargeRequest): AfterLargeReport {
  const rule = SHORT_TERM_RULES[name];
  const events = catalogEvents(catalog);
  const shortTerm = shortTermCompleteness(events.map(({ time, magnitude }) => ({ timeMs: time, magnitude })), floor, rule);
  const days = new Map<number, number>([[floor, 0]]);
  for (const { startMs, endMs, completenessMagnitude } of shortTerm.steps(start, end, LEVEL)) days.set(completenessMagnitude, (days.get(completenessMagnitude) ?? 0) + (endMs - startMs) / MS_PER_DAY);
  const spanDays = (end - start) / MS_PER_DAY;
  return {
    rule: rule.title, citation: rule.citation, floor, spanDays, daysAbove: spanDays - days.get(floor)!,
    eventsMeanwhile: events.filter(({ time }) => shortTerm.completenessAt(time) > floor + 1e-9).length,
    levels: [...days].map(([completenessMagnitude, of]) => ({ completenessMagnitude, days: of })).sort((a, b) => a.completenessMagnitude - b.completenessMagnitude),
    longest: events.map(({ id, time, magnitude }) => ({ id, time, magnitude, days: shortTerm.recoveryMs(magnitude, floor) / MS_PER_DAY }))
      .filter((event) => event.days > 0).sort((a, b) => b.days - a.days || a.time - b.time).slice(0, LISTED),
  };
}
