import { mixtureMean, mixtureQuantile, mixtureUpperTail } from "../../evaluation/mixture/mixture-law.ts";
import { mixtureNumbers, type MixturePartResult, sealedNumberLaw } from "../../evaluation/mixture/score-mixture.ts";
import { type Forecast, griddedViewOf, totalExpectedCount } from "../../seismicity/forecast.ts";
import type { CountView } from "../model/service.ts";

/** What one part of a mixture, or a forecast by itself, says of the number; known before anything is scored. */
export type NumberPart = Omit<MixturePartResult, "logScore">;

/** Expected number, central 95 % interval and probability of one or more by the laws that the parts sealed; NaN without a part. */
export function countView(mixture: readonly NumberPart[]): CountView {
  if (mixture.length === 0) return { expected: NaN, expectedLow: NaN, expectedHigh: NaN, probability: NaN };
  const numbers = mixtureNumbers(mixture);
  return { expected: mixtureMean(mixture.map(({ share, expected }) => ({ share, part: expected }))), expectedLow: mixtureQuantile(numbers, 0.025), expectedHigh: mixtureQuantile(numbers, 0.975), probability: mixtureUpperTail(numbers, 1) };
}

/** The same part as scoring will find it, of a sealed forecast whose window is not scored. */
export function sealedNumberPart(share: number, forecast: Forecast): NumberPart {
  return { share, expected: totalExpectedCount(griddedViewOf(forecast)), numberLaw: sealedNumberLaw(forecast) };
}
