import { bet, logEValue, startBetting } from "../../src/gate/anytime/betting-process.ts";
import type { StakeGrid } from "../../src/gate/anytime/stakes.ts";

/** ln E_n after each of the windows of a whole sequence of X_t. */
export function logEValues(grid: StakeGrid, scaledGains: ArrayLike<number>): Float64Array {
  let state = startBetting(grid);
  return Float64Array.from(scaledGains, (scaledGain) => {
    state = bet(grid, state, scaledGain);
    return logEValue(grid, state);
  });
}
