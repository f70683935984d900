import { insuredGain, reverseGain } from "../anytime/insured-gain.ts";
import { loudnessLogEValue, loudnessStep, startLoudness } from "../anytime/loudness.ts";
import { controlSigns, swappedGain } from "../anytime/negative-control.ts";
import { stakeGrid } from "../anytime/stakes.ts";
import { allowedMissing, graceOf, type WindowStatus, windowStatuses } from "../leaderboard/missing-windows.ts";
import { type AnytimeRules, levelOf, logCalibrationBar } from "../policies/anytime.ts";
import { binStrata, type Stratum } from "../strata/stratum.ts";
import { calibrationRules } from "./calibration-rule.ts";
import type { ContestPath, Rule } from "./contest.ts";
import { runMixture } from "./mixture-values.ts";

/**
 * The whole anytime policy on a simulated contest with one reference, for the first variant ever registered: the first window at which
 * `decideAnytime` would pass it, by the same arithmetic in plain products.
 *
 * @param gainsOnly gains are drawn as such: what rests on numbers of earthquakes (N, PIT, R, COLD, least numbers of events and of
 * active windows) cannot be asked and is left out
 */
export function anytimeRule(rules: AnytimeRules, gainsOnly = false): Rule {
  const { floorNats: floor } = rules;
  const grid = stakeGrid(rules.stakes);
  const skillBar = 1 / levelOf(rules, 1);
  const calibrationBar = Math.exp(logCalibrationBar(rules));
  const calibration = calibrationRules();
  const statistics = rules.calibrationStatistics.filter((statistic) => !gainsOnly || statistic === "M" || statistic === "S");
  const least = { windows: rules.minimumWindows, active: gainsOnly ? 0 : rules.minimumActiveWindows, events: gainsOnly ? 0 : rules.minimumEvents };
  let signs: Int8Array | undefined;
  return (drawn) => {
    const path = gainsOnly ? { ...drawn, events: new Float64Array(drawn.windows) } : drawn;
    const { windows, gains, active, events } = path;
    const run = (scaledGain: (t: number) => number): Float64Array => {
      const values = new Float64Array(windows);
      runMixture(windows, scaledGain, values, grid);
      return values;
    };
    const statuses = missingStatuses(path, rules);
    const own = (t: number): boolean => statuses[t] === "own";
    const insured = Float64Array.from(gains, (gain, t) => (own(t) ? insuredGain(gain, floor) : statuses[t] === "penalised" ? -floor : 0));
    const skill = run((t) => insured[t]! / floor);
    if (!skill.some((value) => value >= skillBar)) return 0;
    const rejected = statistics.reduce((first, statistic) => Math.min(first, calibration[statistic](path, calibrationBar)), Infinity);
    const reversed = (gain: number): number => reverseGain(gain, floor) / floor;
    const futility = run((t) => (own(t) ? reversed(insured[t]!) : 0));
    const harm = rules.strata.map((stratum) => run((t) => (own(t) ? harmIn(stratum, path, rules.strata, t, insured[t]!, floor) : 0)));
    signs ??= controlSigns("operating characteristics", "control", Array.from({ length: windows }, (_, t) => t));
    const control = run((t) => swappedGain(signs![t]!, insured[t]!, floor) / floor);
    const covered = coverageTally(rules);
    const sum = { raw: 0, own: 0, touches: 0, active: 0, events: 0, ownEvents: 0, challenger: 0, baseline: 0 };
    let loudness = startLoudness(grid);
    for (let t = 0; t < windows; t++) {
      sum.raw += own(t) ? gains[t]! : insured[t]!;
      sum.active += active[t]!;
      const enough = covered(own(t), active[t] === 1);
      if (own(t)) {
        if (gains[t]! < -floor) sum.touches++;
        sum.own += gains[t]!;
        sum.events += events[t]!;
        sum.challenger += path.challengerExpected[t]!;
        sum.baseline += path.baselineExpected[t]!;
        loudness = loudnessStep(grid, loudness, { gain: gains[t]!, events: events[t]!, baselineExpected: path.baselineExpected[t]!, floor });
      }
      // What no later window undoes.
      if (t >= rejected || sum.touches > rules.maximumFloorTouches || control[t]! >= skillBar || futility[t]! >= 1 / rules.futilityAlpha) return 0;
      if (skill[t]! < skillBar || !(sum.raw > 0) || !enough) continue;
      if (t + 1 < least.windows || sum.active < least.active || sum.events < least.events) continue;
      if (harm.some((values) => values[t]! >= 1 / rules.harmAlpha)) continue;
      const scale = (sum.events === 0 ? 0 : sum.events * Math.log(sum.challenger / sum.baseline)) - (sum.challenger - sum.baseline);
      if (!(sum.own - scale > 0) || loudnessLogEValue(grid, loudness) < -Math.log(rules.loudnessAlpha)) continue;
      return t + 1;
    }
    return 0;
  };
}

/** Reverse scaled gain of a window in one stratum; 0, a factor of 1, where the window is not of it. */
function harmIn(stratum: Stratum, { active, gains, partGains }: ContestPath, strata: readonly Stratum[], t: number, insured: number, floor: number): number {
  if (typeof stratum === "string") return (stratum === "active") === (active[t] === 1) ? reverseGain(insured, floor) / floor : 0;
  const part = Number.isNaN(partGains[t]!) ? gains[t]! / binStrata(strata).length : partGains[t]!;
  return reverseGain(insuredGain(part, floor), floor) / floor;
}

/** What each window counts as. */
function missingStatuses({ missing, active, windows }: ContestPath, rules: AnytimeRules): WindowStatus[] {
  const records = Array.from({ length: windows }, (_, t) => ({ gain: missing[t] === 1 ? null : 0, active: active[t] === 1 }));
  return windowStatuses(records, graceOf(rules));
}

/** Whether enough forecasts were on time, window by window. */
function coverageTally({ minimumCoverage, minimumActiveCoverage }: AnytimeRules): (own: boolean, active: boolean) => boolean {
  const all = { due: 0, missing: 0 };
  const inActive = { due: 0, missing: 0 };
  const allowed = ({ due, missing }: typeof all, least: number): boolean => missing <= allowedMissing(least, due);
  return (own, active) => {
    for (const tally of active ? [all, inActive] : [all]) {
      tally.due++;
      if (!own) tally.missing++;
    }
    return allowed(all, minimumCoverage) && allowed(inActive, minimumActiveCoverage);
  };
}
