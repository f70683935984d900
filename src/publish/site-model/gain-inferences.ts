import { bootstrapGain } from "../../evaluation/comparison/bootstrap-gain.ts";
import { dieboldMariano, NORMAL_LAW_FROM_WINDOWS } from "../../evaluation/comparison/diebold-mariano.ts";
import { pairedTTest } from "../../evaluation/comparison/paired-t-test.ts";
import { windowGain } from "../../evaluation/comparison/window-gain.ts";
import { type ComparisonTerms, pool } from "../../evaluation/comparison/window-terms.ts";
import type { StreamName } from "../../evaluation/simulation-streams.ts";
import type { GainInference } from "../model.ts";

/**
 * Intervals of one gain by what may be taken as independent: earthquakes, windows, or blocks of windows. What holds only for many
 * windows (a standard normal law, a bootstrap) is left out below {@link NORMAL_LAW_FROM_WINDOWS}; of few windows Student's t speaks.
 */
export function gainInferences(windows: readonly ComparisonTerms[], alpha: number, seedNames: StreamName): GainInference[] {
  const pooled = pool(windows);
  if (pooled.logRateA.length === 0) return [];
  const gains = windows.map(windowGain);
  const [t, dm, brehmer] = [pairedTTest(pooled, alpha), dieboldMariano(gains, { alpha }), dieboldMariano(gains, { form: "brehmer", alpha })];
  const bootstrap = bootstrapGain(gains, { alpha, seedNames });
  const many = windows.length >= NORMAL_LAW_FROM_WINDOWS;
  const ofMany = <T extends Pick<GainInference, "lower" | "upper" | "pValue">>({ lower, upper, pValue }: T) => (many ? { lower, upper, pValue } : { lower: null, upper: null, pValue: null });
  const needed = many ? "" : `; not judged below ${NORMAL_LAW_FROM_WINDOWS} windows`;
  return [
    { method: "T-test", assumes: "earthquakes independent of each other", lower: t.lower, upper: t.upper, pValue: t.pValue },
    { method: "Diebold–Mariano, Brehmer et al.", assumes: `windows independent and many${needed}`, ...ofMany(brehmer) },
    { method: "Diebold–Mariano, Newey–West", assumes: `windows more than ${dm.lag} apart nearly uncorrelated`, lower: dm.lower, upper: dm.upper, pValue: dm.pValue },
    { method: "Block bootstrap", assumes: `blocks of about ${bootstrap.scheme.blockLength} windows independent; the number of earthquakes varies too${needed}`, ...ofMany({ ...bootstrap.total, pValue: bootstrap.pValue }) },
  ];
}
