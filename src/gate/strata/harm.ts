import { bet, logEValue, startBetting } from "../anytime/betting-process.ts";
import { insuredGain, reverseGain } from "../anytime/insured-gain.ts";
import type { StakeGrid } from "../anytime/stakes.ts";
import type { NumberLaw } from "../../evaluation/number-law.ts";
import type { SubsetScore } from "../../evaluation/scores/subset-score.ts";
import { type Stratum, stratumId } from "./stratum.ts";

/** Evidence that the reference is better than what would ship, in one stratum. */
export interface HarmEvidence {
  readonly stratum: string;
  /** Windows with a bet. */
  readonly windows: number;
  /** Target earthquakes of the stratum in them. */
  readonly events: number;
  readonly logEValue: number;
  /** Windows of which a result has no score of the stratum; must be 0. */
  readonly unscored: number;
  /** Windows in which a forecast gave another law than independent Poisson counts; it is judged by its expected counts there, as it is in all. */
  readonly otherLaw: number;
}

/** What is looked at of a scored forecast: of one, or of a mixture of several. */
export interface ScoredForecast extends Pick<SubsetScore, "logScore" | "events"> {
  readonly parts?: readonly SubsetScore[];
  readonly numberLaw?: NumberLaw;
  readonly mixture?: readonly { readonly numberLaw: NumberLaw }[];
}

/** The running search for harm in every stratum of a policy. */
export interface HarmPaths {
  step(own: ScoredForecast, other: ScoredForecast, active: boolean): void;
  evidence(): readonly HarmEvidence[];
}

/**
 * For each stratum the reverse e-process: the reference, insured by the shipped forecast, against the shipped forecast, which is the
 * challenger insured by the reference. In a part of the bins the gain is the difference of the joint log scores of that part, which for
 * a gridded forecast is exactly its log score there; the part of a mixture of two forecasts is the mixture of their parts with the same
 * weights, so that the insured gain there is exactly that of what ships. For a forecast by catalogs or by a count law it is
 * the score that its skill is judged by too: that of its expected counts.
 *
 * The bet needs none of these laws to be true. Its gain is never below −B, so as long as the reference is no better on average there,
 * Σ E[X_t | past] ≤ 0 for every number of windows, the e-process lies below one martingale from 1 (`betting-process`), and reaches 1/α
 * with probability at most α. A quiet or active window is known as such at issue, so a stratum's own windows are a sequence like any other.
 */
export function harmPaths(strata: readonly Stratum[], grid: StakeGrid, floor: number): HarmPaths {
  const running = strata.map((stratum) => ({ stratum, betting: startBetting(grid), events: 0, unscored: 0, otherLaw: 0 }));
  return {
    step(own, other, active) {
      for (const path of running) {
        if (typeof path.stratum === "string" && (path.stratum === "active") !== active) continue;
        const [mine, theirs] = [partOf(own, path.stratum), partOf(other, path.stratum)];
        if (mine === undefined || theirs === undefined) {
          path.unscored++;
          continue;
        }
        const gain = mine.logScore - theirs.logScore;
        // Where both said zero no score exists; as the challenger said zero, what happened counts against it.
        const shipped = insuredGain(Number.isNaN(gain) ? -Infinity : gain, floor);
        path.betting = bet(grid, path.betting, reverseGain(shipped, floor) / floor);
        path.events += mine.events;
        if (!isPoisson(own) || !isPoisson(other)) path.otherLaw++;
      }
    },
    evidence: () => running.map(({ stratum, betting, events, unscored, otherLaw }) => ({ stratum: stratumId(stratum), windows: betting.windows, events, logEValue: logEValue(grid, betting), unscored, otherLaw })),
  };
}

function isPoisson({ numberLaw, mixture = [] }: ScoredForecast): boolean {
  return [...(numberLaw === undefined ? [] : [numberLaw]), ...mixture.map((part) => part.numberLaw)].every(({ kind }) => kind === "poisson");
}

function partOf(result: ScoredForecast, stratum: Stratum): { readonly logScore: number; readonly events: number } | undefined {
  return typeof stratum === "string" ? result : result.parts?.find(({ id }) => id === stratum.id);
}
