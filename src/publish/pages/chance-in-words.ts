import { formatCountInterval, formatFixed } from "../format-number.ts";
import { formatProbability } from "../format-probability.ts";
import type { CountView } from "../model.ts";
import type { SiteContext } from "../site-context.ts";

/** "62.8 % probability of one or more earthquakes of M ≥ 2.95; 95 % interval of their number [0, 3]." @param beside what follows the target, such as another's probability */
export function chanceInWords({ site }: SiteContext, { probability, expectedLow, expectedHigh }: CountView, beside: string): string {
  return `${formatProbability(probability)} probability of one or more earthquakes of M\u00a0≥\u00a0${formatFixed(site.head.targetMagnitude, 2)}${beside}; 95 % interval of their number ${formatCountInterval(expectedLow, expectedHigh)}.`;
}
