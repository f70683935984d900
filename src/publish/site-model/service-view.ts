import { nonOverlappingStride, type Schedule, windowAt } from "../../clock/schedule.ts";
import type { MixtureResult } from "../../evaluation/mixture/score-mixture.ts";
import { readActs } from "../../gate/acts/act.ts";
import { bet, startBetting } from "../../gate/anytime/betting-process.ts";
import { insuranceShare } from "../../gate/anytime/insured-gain.ts";
import { lowerLimit } from "../../gate/anytime/lower-limit.ts";
import { stakeGrid } from "../../gate/anytime/stakes.ts";
import { type AnytimePolicy, rulesOf } from "../../gate/policy.ts";
import { readMixture } from "../../gate/sequential/read-mixture.ts";
import { policyInService, serviceHistory } from "../../gate/sequential/service.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { ForecastRecord } from "../../ledger/records.ts";
import type { Region } from "../../seismicity/region.ts";
import { type Window, windowId } from "../../seismicity/window.ts";
import type { ServiceStint, ServiceView, ServiceWindow } from "../model/service.ts";
import type { PolicyView } from "../model.ts";
import { countView, type NumberPart, sealedNumberPart } from "./count-view.ts";
import type { LedgerIndex } from "./ledger-index.ts";
import { testView } from "./window-view.ts";

/** Level of the lower limit of a record of service; a page's, not the gate's. */
const LEVEL = 0.05;

export interface ServiceViewInput {
  readonly ledger: Ledger;
  readonly region: Region;
  readonly head: { readonly policy: PolicyView };
  readonly alpha: number;
}

/**
 * What is in service in the windows of a horizon, and how it has done. What was shipped serves on under a newer policy that puts nothing in service;
 * undefined where nothing was under such a one.
 */
export function serviceView(input: ServiceViewInput, index: LedgerIndex, schedule: Schedule, windows: readonly Window[]): ServiceView | undefined {
  const log = input.ledger.log();
  const acts = readActs(log);
  const history = serviceHistory(acts, schedule.horizonDays).flatMap((served) => {
    const policy = policyInService(log, acts, served);
    return policy === undefined ? [] : [{ ...served, policy }];
  });
  if (history.length === 0) return input.head.policy.kind === "anytime" ? { stints: [], windows: [] } : undefined;
  const views = windows.flatMap((window) => {
    const [record, result] = [index.served(windowId(window)), index.servedResult(windowId(window))];
    return record === undefined ? [] : [{ window, view: serviceWindow(input, record, result), events: result?.events ?? 0 }];
  });
  const stride = nonOverlappingStride(schedule);
  const stints = history.map(({ id: model, version, fromWindow, untilWindow, act, policy }): ServiceStint => {
    const own = views.filter(({ window: { index: number } }) => number >= fromWindow && number < untilWindow && number % stride === 0);
    return {
      model, version, fromWindow, since: windowAt(schedule, fromWindow).start, untilWindow: untilWindow === Infinity ? null : untilWindow,
      by: act.kind === "ship" ? "ship" : "override to ship", signers: act.signers, reason: act.reason, decisionId: act.decisionId, entry: act.entry,
      ended: acts.find(({ kind, effect, model: id, version: of, fromWindow: from }) => id === model && of === version && from === untilWindow && (kind === "demotion" || effect === "demote"))?.reason ?? null,
      ...recordOf(policy, own),
    };
  });
  return { stints, windows: views.map(({ view }) => view) };
}

/** Gains over the baseline of the scored windows of a stint, on time. */
function recordOf(policy: AnytimePolicy, own: readonly { readonly view: ServiceWindow; readonly events: number }[]): Pick<ServiceStint, "floorNats" | "baselineShare" | "scoredWindows" | "aloneWindows" | "events" | "gainNats" | "gainPerWindow" | "lowerPerWindow" | "largestLossNats"> {
  const { floorNats, stakes } = rulesOf(policy);
  const grid = stakeGrid(stakes);
  const scored = own.filter(({ view }) => view.gain !== null && view.status === "on-time");
  const gains = scored.map(({ view }) => view.gain!);
  const gainNats = gains.reduce((total, gain) => total + gain, 0);
  const bets = gains.reduce((state, gain) => bet(grid, state, Math.max(-1, gain / floorNats)), startBetting(grid));
  return {
    floorNats, baselineShare: insuranceShare(floorNats), scoredWindows: scored.length, aloneWindows: scored.filter(({ view }) => view.baselineShare === 1).length,
    events: scored.reduce((total, { events }) => total + events, 0), gainNats, gainPerWindow: gains.length === 0 ? null : gainNats / gains.length,
    lowerPerWindow: gains.length === 0 ? null : floorNats * lowerLimit(grid, bets, LEVEL), largestLossNats: gains.reduce((largest, gain) => Math.max(largest, -gain), 0),
  };
}

function serviceWindow(input: ServiceViewInput, { windowId: id, version: release, status, digest, message }: ForecastRecord, result: MixtureResult | undefined): ServiceWindow {
  const mixture = result?.mixture ?? (digest === null ? [] : partsBeforeScoring(input, digest));
  const cut = release.indexOf("@");
  return {
    id, model: release.slice(0, cut), version: release.slice(cut + 1), status, message, digest,
    baselineShare: mixture.at(-1)?.share ?? NaN,
    insured: countView(mixture), baseline: countView(mixture.slice(-1).map((part) => ({ ...part, share: 1 }))),
    logScore: result?.logScore ?? null, gain: result === undefined ? null : gainOf(result),
    tests: (result?.tests ?? []).map((test) => ({ test: test.test, pValue: testView(test, input.alpha).pValue })), notAvailable: result?.notAvailable ?? [],
  };
}

/** Where both said zero the forecast in service is no worse than what it is insured by. */
function gainOf({ logScore, mixture }: MixtureResult): number {
  const baseline = mixture.at(-1)!;
  return logScore === baseline.logScore ? 0 : logScore - baseline.logScore;
}

function partsBeforeScoring({ ledger, region }: ServiceViewInput, digest: string): NumberPart[] {
  return readMixture(ledger.read(digest), (part) => ledger.read(part), region, digest).map(({ share, part }) => sealedNumberPart(share, part));
}
