import type { Task } from "../../../engine/engine.ts";
import type { GatePolicy } from "../../../gate/policy.ts";
import { liveThroughWorld, type WorldSize } from "./run-world.ts";
import { type ChallengerOutcome, worldOutcome } from "./world-outcome.ts";

/** Lives through the world of a number, wherever it runs: every random stream is named by seed and number. */
export const task: Task<{ readonly policy: GatePolicy; readonly size: WorldSize }, number, ChallengerOutcome[], Promise<ChallengerOutcome[]>> = {
  url: import.meta.url,
  prepare: ({ policy, size }) => (index) => liveThroughWorld(policy, size, index, worldOutcome),
};
