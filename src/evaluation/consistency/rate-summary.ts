export interface RateSummary {
  /** Sum in the order of bins. */
  readonly total: number;
  readonly largest: number;
}

const made = new WeakMap<Float64Array, RateSummary>();

/** Found in one pass and once for an array of rates, which must not change afterwards: every test of a forecast asks again. */
export function rateSummary(rates: Float64Array): RateSummary {
  let summary = made.get(rates);
  if (summary === undefined) made.set(rates, (summary = summarise(rates)));
  return summary;
}

function summarise(rates: Float64Array): RateSummary {
  let total = 0;
  let largest = 0;
  for (let bin = 0; bin < rates.length; bin++) {
    total += rates[bin];
    if (rates[bin] > largest) largest = rates[bin];
  }
  return { total, largest };
}
