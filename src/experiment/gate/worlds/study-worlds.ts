import { workerEngine } from "../../../engine/worker-engine.ts";
import type { GatePolicy } from "../../../gate/policy.ts";
import { binomialBounds } from "../../../numerics/distributions/binomial-bounds.ts";
import { sortedQuantile } from "../../../numerics/sorted-quantile.ts";
import type { WorldsChallenger, WorldsView } from "../../../publish/gate-report/worlds-section.ts";
import type { Progress } from "../../run.ts";
import type { WorldSize } from "./run-world.ts";
import { type Challenger, CHALLENGERS, LOUDER_BY, NOISE_LOG_SD } from "./world-experiment.ts";
import type { ChallengerOutcome } from "./world-outcome.ts";
import { task } from "./world-task.ts";
import { worldInWords } from "./world-in-words.ts";

const BOUNDS_LEVEL = 0.95;

/**
 * What a policy does in simulated worlds that are lived through from end to end. The same on any number of workers.
 *
 * @param worlds how many; world k of a seed is the same in every study
 */
export async function studyWorlds(policy: GatePolicy, { worlds, ...size }: WorldSize & { readonly worlds: number }, workers: number, progress: Progress): Promise<WorldsView> {
  const outcomes: ChallengerOutcome[][] = [];
  const numbers = Array.from({ length: worlds }, (_, index) => index);
  await workerEngine(Math.min(workers, worlds)).map(task, { policy, size }, numbers, (outcome, index) => {
    outcomes.push(outcome);
    progress("worlds", index + 1, worlds);
  });
  return { worlds, ...size, world: worldInWords(), challengers: CHALLENGERS.map((challenger) => ofChallenger(challenger, outcomes.flat().filter((outcome) => outcome.challenger === challenger))) };
}

const SAYS: Readonly<Record<Challenger, { readonly says: string; readonly wanted: "pass" | "not pass" }>> = {
  noisy: { says: `the reference, every cell of every window times a random number (log-normal, mean 1, standard deviation of the logarithm ${NOISE_LOG_SD})`, wanted: "not pass" },
  louder: { says: `the reference times ${LOUDER_BY}, so that its totals are right and nothing else is better`, wanted: "not pass" },
  crashing: { says: "the truth, and no forecast while a sequence is under way", wanted: "not pass" },
  truth: { says: "the laws by which the world is made, and its whole catalog", wanted: "pass" },
};

function ofChallenger(challenger: Challenger, outcomes: readonly ChallengerOutcome[]): WorldsChallenger {
  const passes = outcomes.flatMap(({ passedAfter }) => (passedAfter === null ? [] : [passedAfter])).sort((a, b) => a - b);
  const total = (of: (outcome: ChallengerOutcome) => number): number => outcomes.reduce((sum, outcome) => sum + of(outcome), 0);
  const stopped = outcomes.filter(({ passedAfter }) => passedAfter === null);
  const shown = outcomes.map(({ skillShown }) => skillShown);
  return {
    challenger, ...SAYS[challenger], worlds: outcomes.length, passed: passes.length, ...binomialBounds(passes.length, outcomes.length, BOUNDS_LEVEL),
    medianWindow: passes.length === 0 ? null : sortedQuantile(passes, 0.5),
    natsPerWindow: total(({ gainNats }) => gainNats) / total(({ windows }) => windows), expectedOverObserved: total(({ expected }) => expected) / total(({ events }) => events),
    skillShown: shown.includes(null) ? null : shown.filter((one) => one === true).length,
    reasons: tally(stopped.flatMap(({ reasons }) => reasons)), alone: tally(stopped.flatMap(({ alone }) => alone)),
  };
}

/** How often each, most frequent first. */
function tally(codes: readonly string[]): WorldsChallenger["reasons"] {
  const counts = new Map<string, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, worlds]) => ({ code, worlds })).sort((a, b) => b.worlds - a.worlds || (a.code < b.code ? -1 : 1));
}
