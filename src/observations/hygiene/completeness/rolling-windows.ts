import { InputError } from "../../../seismicity/input-error.ts";
import { MS_PER_DAY, type Days, type EpochMs } from "../../../seismicity/time.ts";
import type { TimeInterval } from "./short-term-completeness.ts";

export interface RollingWindows {
  readonly start: EpochMs;
  /** No window ends after it. */
  readonly end: EpochMs;
  readonly lengthDays: Days;
  readonly stepDays: Days;
}

/**
 * Windows [start + k·step, start + k·step + length) that lie within [start, end).
 *
 * @throws InputError when length or step is not positive, or not one window fits
 */
export function rollingWindows({ start, end, lengthDays, stepDays }: RollingWindows): TimeInterval[] {
  for (const [field, value] of [["lengthDays", lengthDays], ["stepDays", stepDays]] as const) {
    if (!(value > 0 && value < Infinity)) throw new InputError("rolling window must be positive", { field, value, expected: "days above 0" });
  }
  const length = lengthDays * MS_PER_DAY;
  const step = stepDays * MS_PER_DAY;
  const count = Math.floor((end - start - length) / step + 1e-9) + 1;
  if (!(count >= 1)) throw new InputError("no rolling window fits", { field: "lengthDays", value: lengthDays, expected: `at most ${(end - start) / MS_PER_DAY} days` });
  return Array.from({ length: count }, (_, k) => ({ startMs: Math.round(start + k * step), endMs: Math.round(start + k * step + length) }));
}
