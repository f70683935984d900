import { distributionUniformity } from "../../evaluation/calibration/uniformity.ts";
import { pairedTTest } from "../../evaluation/comparison/paired-t-test.ts";
import { scaleShape } from "../../evaluation/comparison/scale-shape.ts";
import { type ComparisonTerms, pool } from "../../evaluation/comparison/window-terms.ts";
import { poissonNumberTest } from "../../evaluation/consistency/number-test.ts";
import { twoSided } from "../../evaluation/consistency/two-sided.ts";
import { countDistributionOf } from "../../evaluation/number-law.ts";
import { decodeNumbers } from "../../evaluation/json-number.ts";
import { type PooledTest, pooledPValue } from "../../evaluation/pooled-test.ts";
import type { WindowResult } from "../../evaluation/window-result.ts";
import { forecastKey } from "../../ledger/forecast-key.ts";
import type { ForecastRecord } from "../../ledger/records.ts";
import { type Window, windowId } from "../../seismicity/window.ts";
import { type Contest, type EvidenceSource, forecastKeyOf, type ModelVersion } from "../contest.ts";
import type { ClassicEvidence, ConsistencyEvidence, SkillEvidence } from "../evidence.ts";
import type { ClassicRules } from "../policies/seed-classic.ts";
import { committedWindows } from "../sequential/commitments.ts";
import { decidedWindows } from "../settled-order.ts";

interface ScoredWindow {
  readonly window: Window;
  readonly id: string;
  readonly challenger: WindowResult;
  readonly references: readonly WindowResult[];
}

/** Gathers from the ledger all that a decision on one challenger rests on, up to the policy's look and not beyond it. */
export function collectClassicEvidence(ledger: EvidenceSource, policy: ClassicRules, contest: Contest): ClassicEvidence {
  const { challenger, references } = contest;
  const settlements = new Map(ledger.settlements().map((record) => [record.windowId, record.state]));
  const forecasts = new Map(ledger.forecasts().map((record) => [forecastKey(record), record]));
  const results = new Map(ledger.results().map((record) => [forecastKey(record), record]));
  const onTime = (id: string, model: ModelVersion): boolean => forecasts.get(forecastKeyOf(id, model))?.status === "on-time";
  const governed = decidedWindows(contest.windows.filter((window) => window.index >= policy.effectiveFromWindow), settlements);
  const settled = governed.filter((window) => settlements.get(windowId(window)) === "settled").slice(0, policy.lookAfterWindows);
  const last = settled.at(-1);
  const counted = governed.filter((window) => last !== undefined && window.index <= last.index);

  const committed = policy.unrevealed === undefined ? undefined : committedWindows(ledger.log(), challenger);

  const scored: ScoredWindow[] = [];
  const digests: string[] = [];
  const classes = new Set<ForecastRecord["evidenceClass"]>();
  let forecastsOnTime = 0;
  let resultsMissing = 0;
  for (const window of settled) {
    const id = windowId(window);
    if (!onTime(id, challenger)) continue;
    forecastsOnTime++;
    classes.add(forecasts.get(forecastKeyOf(id, challenger))!.evidenceClass);
    const stored = [challenger, ...references].map((model) => (onTime(id, model) ? results.get(forecastKeyOf(id, model)) : undefined));
    if (stored.some((entry) => entry === undefined)) {
      resultsMissing++;
      continue;
    }
    digests.push(...stored.map((entry) => entry!.digest));
    const [own, ...others] = stored.map((entry) => decodeNumbers(JSON.parse(entry!.body)) as WindowResult);
    scored.push({ window, id, challenger: own!, references: others });
  }
  const own = scored.map((entry) => entry.challenger);
  const events = own.reduce((total, result) => total + result.events, 0);
  const expected = own.reduce((total, result) => total + result.expected, 0);
  const pit = own.length < 10 ? undefined : distributionUniformity({ counts: own.map((result) => result.events), distributions: own.map((result) => countDistributionOf(result.numberLaw)), simulations: contest.simulations, seedNames: [contest.seed, "gate", challenger.id] });
  return {
    challenger: challenger.id,
    challengerVersion: challenger.version,
    horizonDays: contest.windows[0]?.horizonDays ?? 0,
    fromWindow: policy.effectiveFromWindow,
    throughWindow: last?.index ?? -1,
    scoredWindows: settled.length,
    unscorableWindows: counted.length - settled.length,
    forecastsOnTime,
    forecastsDue: settled.length,
    ...(committed === undefined ? {} : { unrevealed: settled.map(windowId).filter((id) => committed.has(id) && !onTime(id, challenger)).length }),
    resultsMissing,
    evidenceClasses: [...classes].sort(),
    events,
    consistency: policy.consistencyTests.flatMap((test): ConsistencyEvidence[] => {
      if (test === "N") {
        const { delta1, delta2 } = poissonNumberTest(events, expected);
        return [{ test, observed: events, pValue: twoSided(delta1, delta2) }];
      }
      return simulationEvidence(ledger, scored, challenger, test);
    }),
    skill: references.map((reference, place) => skillEvidence(reference.id, scored, place, policy.skillAlpha)),
    calibration: { pValue: pit?.pValue ?? null, statistic: pit?.statistic ?? null, windows: own.length },
    resultDigests: digests,
  };
}

function simulationEvidence(ledger: EvidenceSource, scored: readonly ScoredWindow[], challenger: Contest["challenger"], test: PooledTest): ConsistencyEvidence[] {
  const observed = scored.map((entry) => entry.challenger.tests.find((result) => result.test === test)?.observed);
  if (observed.some((value) => value === undefined)) return [];
  const withEvents = scored.some((entry) => entry.challenger.events > 0);
  const pValue = withEvents ? pooledPValue(observed as number[], scored.map((entry) => ledger.simulatedScores(entry.id, challenger.id, challenger.version, test))) : null;
  return [{ test, observed: (observed as number[]).reduce((sum, value) => sum + value, 0), pValue }];
}

function skillEvidence(reference: string, scored: readonly ScoredWindow[], place: number, alpha: number): SkillEvidence {
  const terms = scored.map(({ challenger, references }): ComparisonTerms => ({
    logRateA: Float64Array.from(challenger.logRates),
    logRateB: Float64Array.from(references[place]!.logRates),
    expectedA: challenger.expected,
    expectedB: references[place]!.expected,
  }));
  const pooled = pool(terms);
  const events = pooled.logRateA.length;
  const interval = events < 2 ? undefined : pairedTTest(pooled, alpha);
  const split = events === 0 ? undefined : scaleShape(terms);
  const finite = (value: number | undefined): number | null => (value === undefined || Number.isNaN(value) ? null : value);
  return {
    reference,
    windows: scored.length,
    events,
    informationGain: finite(interval?.informationGain),
    lower: finite(interval?.lower),
    upper: finite(interval?.upper),
    scale: finite(split?.scale),
    shape: finite(split?.shape),
    totalGainNats: scored.reduce((total, entry) => total + entry.challenger.logScore - entry.references[place]!.logScore, 0),
  };
}
