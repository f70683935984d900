import { sha256Hex } from "../../numerics/digest.ts";
import { actsOn, readActs, restartsOf } from "../acts/act.ts";
import { readReproductions, type Reproduction } from "../acts/reproduction.ts";
import { detect, logDetector, startDetector } from "../anytime/change-detector.ts";
import { reverseGain } from "../anytime/insured-gain.ts";
import { stakeGrid } from "../anytime/stakes.ts";
import { type Contest, type EvidenceSource, type ModelVersion, sameVersion } from "../contest.ts";
import { graceOf, windowStatuses } from "../leaderboard/missing-windows.ts";
import { type AnytimePolicy, type AnytimeRules, levelOf } from "../policies/anytime.ts";
import { rulesOf } from "../policies/document.ts";
import { calibrationPath, type CalibrationWindow, calibrationWindow } from "./calibration-path.ts";
import { contestPath, gainOf } from "./contest-path.ts";
import { decideAnytime } from "./decide.ts";
import type { ActEvidence, AnytimeEvidence, ReproductionEvidence } from "./evidence.ts";
import { registrationEntries, registrationOf } from "./registration.ts";
import { type InService, inServiceAt, policyInService, serviceHistory } from "./service.ts";
import { serviceRow, withIncumbentsInsured } from "./service-row.ts";
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
  const { challenger, seed } = contest;
  const horizonDays = contest.windows[0]?.horizonDays ?? 0;
  const log = source.log();
  const registrations = registrationEntries(log);
  const acts = readActs(log).filter((act) => act.horizonDays === horizonDays);
  const { number: registration, entry: registeredBy, fromWindow } = registrationOf(registrations, policy.challengers, horizonDays, challenger, restartsOf(acts));
  // Windows before it was registered are none that it owes.
  const rules = { ...rulesOf(policy), effectiveFromWindow: Math.max(policy.effectiveFromWindow, fromWindow) };
  const level = registration === 0 ? null : levelOf(rules, registration);
  const ownActs = actsOn(acts, challenger, horizonDays).filter(({ entry }) => entry > registeredBy);
  const reproductions = actsOn(readReproductions(log), challenger, horizonDays).filter(({ entry }) => entry > registeredBy);
  const history = serviceHistory(acts, horizonDays);
  const service = history.find((entry) => sameVersion(entry, challenger));
  // Also one that is a reference: what served is its insured forecast.
  const incumbents = history.filter((entry) => !sameVersion(entry, challenger));
  const floorOf = (entry: InService): number => { const found = policyInService(registrations, acts, entry); return found === undefined ? rules.floorNats : rulesOf(found).floorNats; };
  const references = [...contest.references, ...incumbents];
  const rows = withIncumbentsInsured(windowRows(source, rules, { challenger, references, windows: contest.windows }), contest.references.length, incumbents.map(floorOf));
  const statuses = windowStatuses(rows.map(({ own, active }) => ({ gain: own.state === "missing" ? null : 0, unrevealed: own.state === "missing" && own.unrevealed === true, active })), graceOf(rules));
  const paths = references.map(({ id, version }, place) => {
    const from = place < contest.references.length ? undefined : incumbents[place - contest.references.length]!.fromWindow;
    const name = `${challenger.id}@${challenger.version} ${id}@${version}`;
    return { from, path: contestPath({ policy: rules, reference: id, place, ...(from === undefined ? {} : { inServiceFrom: from }), seed, contest: name }) };
  });
  const calibration = calibrations(rules);
  const serving = service === undefined ? undefined : servicePath(rules, references, contest, { fromWindow: service.fromWindow, floor: floorOf(service), before: inServiceAt(history, service.fromWindow - 1) });
  const tally = { windows: 0, active: 0, activeOnTime: 0, unscorable: 0, onTime: 0, unscored: 0, events: 0, expected: 0 };
  const classes = new Set<AnytimeEvidence["evidenceClasses"][number]>();
  const digests: string[] = [];
  let passed: WindowRow | undefined;
  let closed: WindowRow | undefined;

  const evidenceAt = (row: WindowRow | undefined): AnytimeEvidence => {
    const through = row?.window.index ?? -1;
    const resultsDigest = sha256Hex(digests.join("\n"));
    return {
      policy: "anytime", challenger: challenger.id, challengerVersion: challenger.version, horizonDays, fromWindow: rules.effectiveFromWindow, throughWindow: through, throughSettlesAt: row?.window.settlesAt ?? null,
      registration, level,
      scoredWindows: tally.windows, activeWindows: tally.active, unscorableWindows: tally.unscorable, forecastsOnTime: tally.onTime, forecastsDue: tally.windows, activeOnTime: tally.activeOnTime, resultsMissing: tally.unscored,
      evidenceClasses: [...classes].sort(), events: tally.events, expected: tally.expected,
      skill: level === null ? [] : paths.filter(({ from }) => from === undefined || (from <= through && inServiceAt(history, through)?.fromWindow === from)).map(({ path }) => path.evidence(level)),
      calibration: calibration.map(({ path }) => path.evidence()),
      passedAtWindow: passed?.window.index ?? null, passedAt: passed?.window.settlesAt ?? null, closedAtWindow: closed?.window.index ?? null,
      acts: ownActs.filter((act) => act.fromWindow <= through).map(actEvidence),
      service: service === undefined || service.fromWindow > through ? null : serving!.evidence(),
      resultsDigest, reproduction: contest.assumeReproduced === true ? ASSUMED : passed !== undefined ? null : reproductionEvidence(reproductions, through, resultsDigest),
    };
  };

  const evidences = [evidenceAt(undefined)];
  rows.forEach((row, t) => {
    const { own, active } = row;
    const factors = own.state === "scored" ? new Map(rules.calibrationStatistics.map((statistic) => [statistic, calibrationWindow(statistic, own.result, active)])) : undefined;
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
      const { verdict, reasons } = decideAnytime(rules, evidence);
      if (verdict === "PASS") passed = row;
      else if (reasons.some(({ code }) => code === "CLOSE.FUTILITY")) closed = row;
    }
  });
  return evidences;
}

function calibrations({ calibrationStatistics }: AnytimeRules) {
  return calibrationStatistics.map((statistic) => ({ statistic, path: calibrationPath(statistic) }));
}

/** The shipped version as it serves against what it replaced, from the window in which it came: the version in service before, as it served, else the baseline. */
function servicePath(rules: AnytimeRules, references: readonly ModelVersion[], contest: Contest, { fromWindow, floor: insured, before }: { readonly fromWindow: number; readonly floor: number; readonly before: ModelVersion | undefined }) {
  const grid = stakeGrid(rules.stakes);
  const floor = rules.floorNats;
  const baseline = contest.references.length - 1;
  const place = before === undefined || sameVersion(before, contest.challenger) ? baseline : references.findLastIndex((reference) => sameVersion(reference, before));
  const calibration = calibrations(rules);
  let detector = startDetector(grid);
  let largest = -Infinity;
  return {
    step({ window, own, references: others }: WindowRow, factors: ReadonlyMap<string, CalibrationWindow | null> | undefined): void {
      if (window.index < fromWindow || own.state !== "scored") return;
      for (const { statistic, path } of calibration) path.step(factors!.get(statistic)!);
      const other = others[place];
      // Without any reference there is no baseline either.
      if (other?.state !== "scored") return;
      const shipped = serviceRow(own, others[baseline]!, insured);
      if (shipped.state !== "scored") return;
      const gain = gainOf(shipped, other);
      detector = detect(grid, detector, reverseGain(Number.isNaN(gain) ? -floor : gain, floor) / floor);
      largest = Math.max(largest, logDetector(grid, detector));
    },
    evidence: (): AnytimeEvidence["service"] => ({ fromWindow, against: references[place]?.id ?? "", logDetector: logDetector(grid, detector), largestLogDetector: largest, calibration: calibration.map(({ path }) => path.evidence()) }),
  };
}

function classOf(forecast: RowForecast): readonly AnytimeEvidence["evidenceClasses"][number][] {
  if (forecast.state === "missing") return forecast.inadmissible === undefined ? [] : [forecast.inadmissible];
  return [forecast.evidenceClass];
}

function actEvidence({ kind, fromWindow, entry, reason, effect, code, asOf, objection, signers }: ReturnType<typeof readActs>[number]): ActEvidence {
  return { kind, fromWindow, entry, reason, ...(effect === undefined ? {} : { effect }), ...(code === undefined ? {} : { code }), asOf, ...(objection === undefined ? {} : { objection }), signers };
}

/** The first attempt at these very results that came to the same, or else the newest, at these or earlier ones, that lacked something; a fault stands among the acts. */
function reproductionEvidence(attempts: readonly Reproduction[], through: number, resultsDigest: string): ReproductionEvidence | null {
  const found = attempts.find((attempt) => attempt.outcome === "reproduced" && attempt.throughWindow === through && attempt.resultsDigest === resultsDigest)
    ?? attempts.findLast((attempt) => attempt.outcome === "INDETERMINATE.DATA" && attempt.throughWindow <= through);
  if (found === undefined) return null;
  const { outcome, process, detail, entry } = found;
  return { outcome: outcome as ReproductionEvidence["outcome"], process, detail, entry };
}

/** Of a question what would have been: nothing was recorded, and nothing needs to be. */
const ASSUMED: ReproductionEvidence = { outcome: "reproduced", process: "same process", detail: "assumed", entry: -1 };
