import { isoWeek } from "../../../clock/iso-week.ts";
import { backwardsForecasts } from "../../../clock/submission/wall-clock.ts";
import type { Ledger } from "../../../ledger/ledger.ts";
import { formatInstant } from "../../../seismicity/time.ts";
import { windowId } from "../../../seismicity/window.ts";
import { verifySubmissions } from "../../submission/verify-submissions.ts";
import { contentOf, type RestsOn } from "./rests-on.ts";
import { type Faults, inRecord } from "./faults.ts";

/** How far the clock of a witness may be from ours. */
const WITNESS_SKEW_MS = 5 * 60_000;

/**
 * That forecasts which count were sealed before their windows opened, and that the times in the log can be believed: they never go back from one
 * entry to the next, heartbeats stand in the week and at the place that they name, and no witness had seen an entry before the time that it bears. Of a
 * replay, whose times are those of the schedule, only what it says of itself.
 */
export function checkTimes(ledger: Ledger, rests: RestsOn, faults: Faults): void {
  const { experiment, forecasts, settlements, windows, log } = rests;
  const windowOf = new Map(windows.map((window) => [windowId(window), window]));
  const settled = new Map(settlements.map((record) => [record.windowId, record]));
  const counted = forecasts.filter(({ status }) => status === "on-time");
  for (const { windowId: id, forecaster, sealedAt, evidenceClass, entry } of counted) {
    const { commitBy, start } = windowOf.get(id)!;
    const name = inRecord({ windowId: id, forecaster });
    if (sealedAt > commitBy || sealedAt > start) faults.add("FAIL.PROVENANCE", `${name}: sealed ${formatInstant(sealedAt)}, when the window had opened (${formatInstant(start)})`);
    const settlement = settled.get(id);
    if (evidenceClass === "prospective" && settlement !== undefined && settlement.entry < entry) faults.add("FAIL.PROVENANCE", `${name}: called prospective and logged after its window was settled (entry ${settlement.entry})`);
  }
  for (const { windowId: id, entry, state } of settlements) {
    const { settlesAt } = windowOf.get(id)!;
    if (state === "settled" && log[entry]!.at < settlesAt) faults.add("FAIL.PROVENANCE", `${inRecord({ windowId: id })}: settled ${formatInstant(log[entry]!.at)}, before ${formatInstant(settlesAt)}`);
  }
  faults.count("forecasts sealed before their window", counted.length);
  checkSignatures(ledger, rests, faults);
  if (experiment.file.schedule.mode === "live") checkClock(ledger, rests, faults);
}

/** Of submitted models: signed by the key that was their team's then, corrections and reveals in order. */
function checkSignatures(ledger: Ledger, { experiment, forecasts, log }: RestsOn, faults: Faults): void {
  const used = new Set(forecasts.map(({ windowId: id, forecaster }) => `${id} ${forecaster}`));
  const models = experiment.file.forecasters.filter(({ kind }) => kind === "submitted").flatMap(({ id, options }) => {
    const version = forecasts.find(({ forecaster }) => forecaster === id)?.version;
    return version === undefined ? [] : [{ id, version, team: options["team"] as string | undefined }];
  });
  if (models.length === 0) return;
  for (const { entry, message } of verifySubmissions(log, models, (digest) => ledger.read(digest))) {
    const content = contentOf(log[entry]) as { readonly forecaster?: string; readonly model?: string; readonly statement?: { readonly model: string } } | undefined;
    const model = content?.forecaster ?? content?.model ?? content?.statement?.model ?? "";
    if (used.has(`${log[entry]!.subject} ${model}`)) faults.add("FAIL.PROVENANCE", `${inRecord({ windowId: log[entry]!.subject, forecaster: model })}: ${message} (log entry ${entry})`);
  }
}

function checkClock(ledger: Ledger, { forecasts, entries, windows, log }: RestsOn, faults: Faults): void {
  const last = Math.max(...entries);
  const used = new Set(forecasts.map(({ entry }) => entry));
  for (const { entry, earlier } of backwardsForecasts(log.slice(0, last + 1))) {
    if (used.has(entry)) faults.add("INDETERMINATE.CLOCK", `log entry ${entry} is dated ${formatInstant(log[entry]!.at)}, and entry ${earlier} before it ${formatInstant(log[earlier]!.at)}: the clock was set back, or it is backdated`);
  }
  const beats = log.filter(({ kind, entry }) => kind === "heartbeat" && entry <= last);
  for (const { entry, at, subject, body } of beats) {
    if (subject !== isoWeek(at) || contentOf({ body })?.["entries"] !== entry) faults.add("INDETERMINATE.CLOCK", `the heartbeat of log entry ${entry} is of ${subject} and stands at ${formatInstant(at)}`);
  }
  faults.count("heartbeats", beats.length);
  const witnessed = ledger.cosignatures().map(({ treeSize, timeSeconds }) => ({ treeSize, at: 1000 * timeSeconds }));
  const opens = new Map(windows.map((window) => [windowId(window), window.start]));
  let before = 0;
  for (const { entry, sealedAt, windowId: id, forecaster, status } of forecasts) {
    const seen = Math.min(...witnessed.filter(({ treeSize }) => entry < treeSize).map(({ at }) => at));
    if (seen + WITNESS_SKEW_MS < sealedAt) faults.add("INDETERMINATE.CLOCK", `${inRecord({ windowId: id, forecaster })}: dated ${formatInstant(sealedAt)}, and a witness saw it ${formatInstant(seen)}: the clock ran ahead`);
    if (status === "on-time" && seen <= opens.get(id)!) before++;
  }
  if (witnessed.length > 0) faults.count("forecasts seen by a witness before their window opened", before);
}
