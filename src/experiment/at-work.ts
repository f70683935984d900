import { checkWallClock } from "../clock/submission/wall-clock.ts";
import type { Session } from "./run.ts";

/**
 * Runs the work of stages: alone in the workspace, on a ledger that did not go back, and in a live experiment under a clock that
 * did not either.
 *
 * @throws InputError otherwise; then `work` was not begun
 */
export function atWork<T>({ ledger, mode, now }: Pick<Session, "ledger" | "mode" | "now">, work: () => T | Promise<T>): Promise<T> {
  return ledger.exclusively(() => {
    if (mode === "live") checkWallClock(ledger.log(), now);
    return work();
  });
}
