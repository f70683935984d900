/** Share of magnitudes off the stated step from which the statement is refused; below it they count as slips. */
const OFF_STEP = 0.05;
/** Share of magnitudes on a step ten times as wide from which the statement is refused; by chance it is a tenth. */
const ON_WIDER_STEP = 0.6;
const FEWEST = 50;
/** Magnitudes that are not rounded at all are compared with this step. */
const FINEST_STEP = 0.01;

/**
 * Whether magnitudes contradict what is stated of their rounding. The estimate of b depends on it: magnitudes in steps of
 * 0.1 taken for continuous ones, or the other way round, shift b by about a tenth.
 *
 * @param step step to which magnitudes are said to be rounded; 0 for none
 * @returns what was found, in words; undefined when it agrees, or with fewer than 50 magnitudes
 */
export function contradictedRounding(magnitudes: readonly number[], step: number): string | undefined {
  if (magnitudes.length < FEWEST) return undefined;
  const shareOn = (width: number): number => magnitudes.filter((magnitude) => Math.abs(magnitude / width - Math.round(magnitude / width)) * width < 1e-6).length / magnitudes.length;
  const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
  if (step > 0 && 1 - shareOn(step) > OFF_STEP) return `${percent(1 - shareOn(step))} of ${magnitudes.length} magnitudes are no multiple of ${step}`;
  const wider = step > 0 ? 10 * step : FINEST_STEP;
  return shareOn(wider) > ON_WIDER_STEP ? `${percent(shareOn(wider))} of ${magnitudes.length} magnitudes are multiples of ${wider}` : undefined;
}
