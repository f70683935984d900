import { isoWeek } from "../../clock/iso-week.ts";
import { twoSided } from "../../evaluation/consistency/two-sided.ts";
import type { ConsistencyResult } from "../../evaluation/result.ts";
import type { EarthquakeEvent } from "../../seismicity/catalog.ts";
import { type Window, windowId } from "../../seismicity/window.ts";
import type { EventView, ScoreView, TestView, WindowView } from "../model.ts";
import type { SiteModelInput } from "../site-model.ts";
import { countView, sealedNumberPart } from "./count-view.ts";
import { type LedgerIndex, readSealedForecast } from "./ledger-index.ts";

/** One window with what every model said about it and, once it is settled, what happened. */
export function windowView(input: SiteModelInput, index: LedgerIndex, window: Window): WindowView {
  const id = windowId(window);
  const settlement = index.settlement(id);
  // A submission may have come before the issue time; the null is always issued by the harness.
  const stratum = [...input.models].sort((a, b) => Number(b.id === input.references.null) - Number(a.id === input.references.null)).map((model) => index.forecast(id, model.id)?.stratum).find((name) => name !== undefined);
  const { start, end, issueAt, settlesAt, horizonDays } = window;
  const dataUntil = input.dataUntil(issueAt);
  return {
    id, index: window.index, horizonDays, start, end, issueAt, settlesAt, dataUntil: Number.isFinite(dataUntil) ? dataUntil : null,
    settled: settlement?.state === "settled",
    settledAt: settlement?.state === "settled" ? index.settledAt(id) ?? settlesAt : null,
    unscorable: settlement?.state === "unscorable" ? settlement.reason : null,
    heldOpen: input.heldOpen.get(id) ?? null,
    week: isoWeek(start),
    stratum: stratum ?? "quiet",
    events: index.targets(id).map(eventView),
    snapshotDigest: settlement?.snapshotDigest ?? null,
    scores: input.models.map((model) => scoreView(input, index, id, model.id)),
  };
}

export function testView(result: ConsistencyResult, alpha: number): TestView {
  const { test, observed } = result;
  if (result.test === "N") {
    const { delta1, delta2 } = result;
    const pValue = twoSided(delta1, delta2);
    return { test, observed, quantiles: { delta1, delta2 }, pValue, informative: true, rejected: pValue < alpha };
  }
  const { quantile, quantileAddOne: pValue, informative } = result;
  const rejected = observed === -Infinity || (informative && pValue < alpha);
  return { test, observed, quantiles: { quantile, quantileAddOne: pValue }, pValue, informative, rejected };
}

function eventView({ id, time, longitude, latitude, depthKm, magnitude }: EarthquakeEvent): EventView {
  return { id, time, longitude, latitude, depthKm, magnitude };
}

/** Before the window is scored what is said of the number comes from the sealed forecast; without one every number is NaN. */
function scoreView(input: SiteModelInput, index: LedgerIndex, id: string, model: string): ScoreView {
  const record = index.forecast(id, model);
  const result = index.result(id, model);
  const digest = record?.digest ?? null;
  const said = result !== undefined ? [{ share: 1, expected: result.expected, numberLaw: result.numberLaw }] : digest === null ? [] : [sealedNumberPart(1, readSealedForecast(input, digest))];
  return {
    model,
    status: record?.status ?? "missing",
    forecastDigest: digest,
    ...countView(said),
    logScore: result?.logScore ?? NaN,
    infiniteAt: (result?.infiniteAt ?? []).map(({ longitude, latitude, magnitude }) => ({ longitude: longitude ?? NaN, latitude: latitude ?? NaN, magnitude: magnitude ?? NaN })),
    tests: (result?.tests ?? []).filter(({ test }) => input.tests.includes(test)).map((test) => testView(test, input.alpha)),
  };
}
