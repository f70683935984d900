import { integrate } from "../../numerics/quadrature/gauss-legendre.ts";
import type { Days } from "../../seismicity/time.ts";
import { exceedanceRatio, type MagnitudeLaw } from "../magnitude-distribution.ts";
import { OMORI_PANEL } from "./early-incompleteness.ts";
import { genericProductivity, meanProductivity } from "./epistemic-mixture.ts";
import { omoriIntegral } from "./omori-integral.ts";
import { productivitySpread, type RegionalParameters } from "./parameter-table.ts";

/** Background events at or above `completenessMagnitude` per day, and the law of their magnitudes. */
export interface BackgroundActivity {
  readonly dailyRate: number;
  readonly completenessMagnitude: number;
  readonly law: MagnitudeLaw;
}

const MAGNITUDE_STEP = 0.02;

/**
 * Expected aftershocks of M >= `lowest`, between `start` and `end` days from now, of mainshocks that have yet to happen:
 * the mean over mainshock times from now on and over magnitudes from `mainshockMinimumMagnitude` up. They are in no other part
 * of the forecast: the background has the mainshocks themselves and, by its fit, no event inside a zone.
 *
 * This is the mean of a very skew count. Each unit of mainshock magnitude adds about as much as the next, and the largest
 * are too rare for most catalogs: in most years fewer happen, in few many more. It rests on the magnitude law's b and
 * largest magnitude: b taken 0.1 too low doubles it.
 */
export function comingAftershocks(
  parameters: RegionalParameters, background: BackgroundActivity, mainshockMinimumMagnitude: number, lowest: number, start: Days, end: Days,
): number {
  const { law, completenessMagnitude, dailyRate } = background;
  const survival = (magnitude: number): number => exceedanceRatio(law, completenessMagnitude, magnitude);
  let perMainshockDay = 0;
  // The generic mean of 10^a changes with magnitude only where its spread does.
  let spread = NaN;
  let generic = NaN;
  for (let step = 0, above = survival(mainshockMinimumMagnitude); above > 0; step++) {
    const upper = mainshockMinimumMagnitude + (step + 1) * MAGNITUDE_STEP;
    const next = survival(upper);
    const middle = upper - MAGNITUDE_STEP / 2;
    if (productivitySpread(parameters, middle) !== spread) {
      spread = productivitySpread(parameters, middle);
      generic = meanProductivity(genericProductivity(parameters, middle));
    }
    perMainshockDay += (above - next) * generic * Math.exp(Math.LN10 * parameters.b * (middle - lowest));
    above = next;
  }
  return dailyRate * perMainshockDay * (cumulatedOmori(end, parameters) - cumulatedOmori(start, parameters));
}

/** ∫ I(0, s) ds from 0 to `days`, in ln(s + c), where the integrand is smooth. */
function cumulatedOmori(days: Days, { cDays, p }: RegionalParameters): number {
  if (days === 0) return 0;
  const integrand = (y: number): number => Math.exp(y) * omoriIntegral(0, Math.max(0, Math.exp(y) - cDays), cDays, p);
  return integrate(integrand, Math.log(cDays), Math.log(days + cDays), OMORI_PANEL);
}
