/** Bins of nearly equal rate taken together. */
export interface RateGroups {
  /** Mean rate of each group. */
  readonly rates: Float64Array;
  /** Number of bins in each. */
  readonly bins: Float64Array;
  /** Share of all events expected in the largest set of bins whose rates are exactly equal. */
  readonly largestTie: number;
}

/** Bins are grouped over this much of ln λ: replacing rates by their mean then shifts log-likelihoods by 1e-6 an event. */
const WIDTH = 0.005;

/** Groups the positive rates, in rising order; those of zero, which no event can hit, are left out. */
export function groupRates(rates: Float64Array): RateGroups {
  const groups = new Map<number, { bins: number; total: number; first: number; alike: number }>();
  let total = 0;
  for (const rate of rates) {
    if (rate === 0) continue;
    total += rate;
    const key = Math.floor(Math.log(rate) / WIDTH);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { bins: 1, total: rate, first: rate, alike: 1 });
    else {
      group.bins++;
      group.total += rate;
      if (rate === group.first) group.alike++;
    }
  }
  const ordered = [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);
  return {
    rates: Float64Array.from(ordered, (group) => group.total / group.bins),
    bins: Float64Array.from(ordered, (group) => group.bins),
    largestTie: ordered.reduce((largest, group) => Math.max(largest, (group.alike * group.first) / total), 0),
  };
}
