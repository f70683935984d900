import type { PairedTResult } from "../../../src/evaluation/result.ts";
import { expectClose } from "./close.ts";
import type { GoldenT } from "./pycsep-cases.ts";

/**
 * Asserts a T-test against golden numbers. The critical value of the SciPy 1.10 behind them is up to 5e-9 off (for 39
 * degrees of freedom it says 2.022690911…, the 30-digit value is 2.022690920036761…; paired-t-test.test.ts has more),
 * so limits are compared to 1e-9 after swapping in its critical value.
 */
export function expectTTest(got: PairedTResult, want: Omit<GoldenT, "alpha">, what: string): void {
  expectClose(got.informationGain, want.information_gain, 1e-9, `${what} gain`);
  expectClose(got.t, want.t_statistic, 1e-9, `${what} t`);
  expectClose(got.tCritical, want.t_critical, 5e-9, `${what} t critical`);
  const halfWidth = (got.upper - got.informationGain) * (Number(want.t_critical) / got.tCritical);
  expectClose(halfWidth, Number(want.ig_upper) - Number(want.information_gain), 1e-9, `${what} upper`);
  expectClose((got.informationGain - got.lower) * (Number(want.t_critical) / got.tCritical), Number(want.information_gain) - Number(want.ig_lower), 1e-9, `${what} lower`);
}
