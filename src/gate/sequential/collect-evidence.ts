import { canonicalJson } from "../../ledger/canonical-json.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import { readActs } from "../acts/act.ts";
import { detect, logDetector, startDetector } from "../anytime/change-detector.ts";
import { insuredGain, reverseGain } from "../anytime/insured-gain.ts";
import { stakeGrid } from "../anytime/stakes.ts";
import type { Contest, EvidenceSource, ModelVersion } from "../contest.ts";
import { windowStatuses } from "../leaderboard/missing-windows.ts";
import { type AnytimePolicy, type AnytimeRules, levelOf } from "../policies/anytime.ts";
import { rulesOf } from "../policies/document.ts";
import { calibrationFactors, calibrationPath } from "./calibration-path.ts";
import { contestPath, gainOf } from "./contest-path.ts";
import { decideAnytime } from "./decide.ts";
import type { ActEvidence, AnytimeEvidence } from "./evidence.ts";
import { registrationNumber } from "./registration.ts";
import { inServiceAt, serviceHistory } from "./service.ts";
import { type RowForecast, type WindowRow, windowRows } from "./window-rows.ts";

/** The evidence on the last of the settled windows given. */
export function collectAnytimeEvidence(source: EvidenceSource, policy: AnytimePolicy, contest: Contest): AnytimeEvidence {
  return anytimeEvidencePath(source, policy, contest).at(-1)!;
}

/**
 * The evidence as it stood before the first window and after each settled one, in order: what a gate that looks at every window has
 * seen. Each is a function of what the log holds of the windows up to its own.
 */
export function anytimeEvidencePath(source: EvidenceSource, policy: AnytimePolicy, contest: Contest): AnytimeEvidence[] {
  const rules = rulesOf(policy);
  const { challenger, seed } = contest;
  const horizonDays = contest.windows[0]?.horizonDays ?? 0;
  const registration = registrationNumber(source, sha256Hex(canonicalJson(policy)), policy.challengers, horizonDays, challenger);
  const level = registration === 0 ? null : levelOf(rules, registration);
  const acts = readActs(source.log()).filter((act) => act.horizonDays === horizonDays);
  const history = serviceHistory(acts, horizonDays);
  const service = history.find(({ id, version }) => same({ id, version }, challenger));
  const incumbents = history.filter((entry) => !same(entry, challenger) && !contest.references.some((reference) => same(reference, entry)));
  const references = [...contest.references, ...incumbents];
  const rows = windowRows(source, rules, { challenger, references, windows: contest.windows });
  const statuses = windowStatuses(rows.map(({ own, active }) => ({ gain: own.state === "missing" ? null : 0, active })), { share: missable(rules.minimumCoverage), activeShare: missable(rules.minimumActiveCoverage) });
  const paths = references.map(({ id, version }, place) => {
    const from = place < contest.references.length ? undefined : incumbents[place - contest.references.length]!.fromWindow;
    const name = `${challenger.id}@${challenger.version} ${id}@${version}`;
    return { from, path: contestPath({ policy: rules, reference: id, place, ...(from === undefined ? {} : { inServiceFrom: from }), seed, contest: name }) };
  });
  const calibration = calibrations(rules);
  const serving = service === undefined ? undefined : servicePath(rules, references, contest, service.fromWindow, inServiceAt(history, service.fromWindow - 1));
  const tally = { windows: 0, active: 0, activeOnTime: 0, unscorable: 0, onTime: 0, unscored: 0, events: 0, expected: 0 };
  const classes = new Set<AnytimeEvidence["evidenceClasses"][number]>();
  const digests: string[] = [];
  let passed: WindowRow | undefined;
  let closed: WindowRow | undefined;

  const evidenceAt = (row: WindowRow | undefined): AnytimeEvidence => {
    const through = row?.window.index ?? -1;
    return {
      policy: "anytime", challenger: challenger.id, challengerVersion: challenger.version, horizonDays, fromWindow: rules.effectiveFromWindow, throughWindow: through, throughSettlesAt: row?.window.settlesAt ?? null,
      registration, level,
      scoredWindows: tally.windows, activeWindows: tally.active, unscorableWindows: tally.unscorable, forecastsOnTime: tally.onTime, forecastsDue: tally.windows, activeOnTime: tally.activeOnTime, resultsMissing: tally.unscored,
      evidenceClasses: [...classes].sort(), events: tally.events, expected: tally.expected,
      skill: level === null ? [] : paths.filter(({ from }) => from === undefined || (from <= through && inServiceAt(history, through)?.fromWindow === from)).map(({ path }) => path.evidence(level)),
      calibration: calibration.map(({ path }) => path.evidence()),
      passedAtWindow: passed?.window.index ?? null, passedAt: passed?.window.settlesAt ?? null, closedAtWindow: closed?.window.index ?? null,
      acts: acts.filter((act) => same({ id: act.model, version: act.version }, challenger) && act.fromWindow <= through).map(actEvidence),
      service: service === undefined || service.fromWindow > through ? null : serving!.evidence(),
      resultsDigest: sha256Hex(digests.join("\n")),
    };
  };

  const evidences = [evidenceAt(undefined)];
  rows.forEach((row, t) => {
    const { own, active } = row;
    const factors = own.state === "scored" ? new Map(rules.calibrationStatistics.map((statistic) => [statistic, calibrationFactors(statistic, own.result)])) : undefined;
    tally.windows++;
    tally.unscorable += row.unscorableBefore;
    if (active) tally.active++;
    if (own.state !== "missing") {
      tally.onTime++;
      if (active) tally.activeOnTime++;
      if (own.state === "unscored" || row.references.some(({ state }) => state === "unscored")) tally.unscored++;
    }
    for (const forecast of [own]) for (const found of classOf(forecast)) classes.add(found);
    if (own.state === "scored") {
      tally.events += own.result.events;
      tally.expected += own.result.expected;
      for (const { statistic, path } of calibration) path.step(factors!.get(statistic)!);
    }
    for (const forecast of [own, ...row.references]) if (forecast.state === "scored") digests.push(forecast.digest);
    for (const { path } of paths) path.step(row, statuses[t]!);
    serving?.step(row, factors);
    const evidence = evidenceAt(row);
    evidences.push(evidence);
    if (passed === undefined && closed === undefined && level !== null) {
      const { verdict, state } = decideAnytime(rules, evidence);
      if (verdict === "PASS") passed = row;
      else if (state === "closed" && evidence.acts.every(({ kind }) => kind !== "withdrawal")) closed = row;
    }
  });
  return evidences;
}

/** 1 − coverage without the last bits of the subtraction, which would cost a window: 1 − 0.9 < 0.1. */
function missable(coverage: number): number {
  return Number((1 - coverage).toPrecision(12));
}

function calibrations({ calibrationStatistics }: AnytimeRules) {
  return calibrationStatistics.map((statistic) => ({ statistic, path: calibrationPath(statistic) }));
}

/** The shipped version against what it replaced, from the window in which it came: the version in service before, else the first reference. */
function servicePath(rules: AnytimeRules, references: readonly ModelVersion[], { challenger }: Contest, fromWindow: number, before: ModelVersion | undefined) {
  const grid = stakeGrid(rules.stakes);
  const floor = rules.floorNats;
  const place = Math.max(0, before === undefined || same(before, challenger) ? 0 : references.findIndex((reference) => same(reference, before)));
  const calibration = calibrations(rules);
  let detector = startDetector(grid);
  let largest = -Infinity;
  return {
    step({ window, own, references: others }: WindowRow, factors: ReadonlyMap<string, Float64Array | null> | undefined): void {
      if (window.index < fromWindow || own.state !== "scored") return;
      for (const { statistic, path } of calibration) path.step(factors!.get(statistic)!);
      const other = others[place];
      if (other?.state !== "scored") return;
      const gain = gainOf(own, other);
      detector = detect(grid, detector, reverseGain(insuredGain(Number.isNaN(gain) ? -Infinity : gain, floor), floor) / floor);
      largest = Math.max(largest, logDetector(grid, detector));
    },
    evidence: (): AnytimeEvidence["service"] => ({ fromWindow, against: references[place]?.id ?? "", logDetector: logDetector(grid, detector), largestLogDetector: largest, calibration: calibration.map(({ path }) => path.evidence()) }),
  };
}

function classOf(forecast: RowForecast): readonly AnytimeEvidence["evidenceClasses"][number][] {
  if (forecast.state === "missing") return forecast.inadmissible === undefined ? [] : [forecast.inadmissible];
  return [forecast.evidenceClass];
}

function actEvidence({ kind, fromWindow, entry, reason, effect, code, signers }: ReturnType<typeof readActs>[number]): ActEvidence {
  return { kind, fromWindow, entry, reason, ...(effect === undefined ? {} : { effect }), ...(code === undefined ? {} : { code }), signers };
}

function same(a: ModelVersion, b: ModelVersion): boolean {
  return a.id === b.id && a.version === b.version;
}
