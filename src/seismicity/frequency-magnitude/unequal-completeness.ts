import { InputError } from "../input-error.ts";

/** Since when a catalog is complete down to a magnitude. */
export interface CompletenessPeriod {
  /** Lower edge of the lowest complete bin. */
  readonly lowerEdge: number;
  /** In any unit of time, such as years. */
  readonly since: number;
}

/** Events of one magnitude bin over the time in which it is complete. */
export interface BinPeriod {
  /** Bin centre. */
  readonly magnitude: number;
  readonly count: number;
  readonly duration: number;
}

/** Magnitudes of a stretch of time with one completeness. */
export interface Subcatalog {
  /** Lower edge of the lowest complete bin. */
  readonly lowerEdge: number;
  readonly duration: number;
  readonly magnitudes: readonly number[];
}

export interface UnequalCatalog {
  readonly magnitudes: ArrayLike<number>;
  /** One for each magnitude, in the unit of `since`. */
  readonly times: ArrayLike<number>;
  /** By rising lower edge; `since` falls. */
  readonly completeness: readonly CompletenessPeriod[];
  /** End of the observation. */
  readonly until: number;
}

/**
 * All bins from the lowest complete one to `largest`, empty ones too, each with the time since which it is complete: what
 * Weichert's estimate sums over.
 *
 * @param largest upper edge of the last bin
 * @throws InputError when the completeness table is not in order
 */
export function binPeriods(catalog: UnequalCatalog, binWidth: number, largest: number): BinPeriod[] {
  checkTable(catalog);
  const { magnitudes, times, completeness, until } = catalog;
  const first = completeness[0]!.lowerEdge;
  const bins = Array.from({ length: Math.round((largest - first) / binWidth) }, (_, k) => {
    const lowerEdge = first + k * binWidth;
    const { since } = completeness.findLast((period) => period.lowerEdge <= lowerEdge + 1e-9)!;
    return { magnitude: Math.round((lowerEdge + binWidth / 2) * 1e9) / 1e9, since, count: 0, duration: until - since };
  });
  for (let i = 0; i < magnitudes.length; i++) {
    const bin = bins[Math.floor((magnitudes[i]! - first) / binWidth + 1e-8)];
    if (bin !== undefined && times[i]! >= bin.since) bin.count++;
  }
  return bins.map(({ magnitude, count, duration }) => ({ magnitude, count, duration }));
}

/**
 * The catalog cut where its completeness changes: each part runs from one `since` to the next and holds all events above the
 * edge then complete.
 *
 * @throws InputError when the completeness table is not in order
 */
export function subcatalogs(catalog: UnequalCatalog): Subcatalog[] {
  checkTable(catalog);
  const { magnitudes, times, completeness, until } = catalog;
  return completeness.map(({ lowerEdge, since }, period) => {
    const end = period === 0 ? until : completeness[period - 1]!.since;
    const inside = Array.from(magnitudes).filter((magnitude, i) => magnitude >= lowerEdge - 1e-9 && times[i]! >= since && times[i]! < end);
    return { lowerEdge, duration: end - since, magnitudes: inside };
  });
}

function checkTable({ completeness, until, magnitudes, times }: UnequalCatalog): void {
  if (times.length !== magnitudes.length) throw new InputError("a time is needed for each magnitude", { field: "times", value: times.length, expected: `${magnitudes.length} times` });
  if (completeness.length === 0) throw new InputError("completeness table is empty", { field: "completeness" });
  completeness.forEach(({ lowerEdge, since }, row) => {
    const before = completeness[row - 1];
    const ordered = before === undefined ? since < until : lowerEdge > before.lowerEdge && since < before.since;
    if (!ordered) throw new InputError("completeness table is not in order", { field: `row ${row}`, value: { lowerEdge, since }, expected: "rising lower edges with ever earlier times, before the end of the observation" });
  });
}
