import { aMorePositive, aPositive, classicA } from "../../seismicity/frequency-magnitude/a-value.ts";
import { bMorePositive, bPositive } from "../../seismicity/frequency-magnitude/b-positive.ts";
import { classicB, type BSample, utsuB } from "../../seismicity/frequency-magnitude/classic-b.ts";
import type { BEstimate, NotEstimated } from "../../seismicity/frequency-magnitude/estimate.ts";
import { kijkoSmit } from "../../seismicity/frequency-magnitude/kijko-smit.ts";
import { binPeriods, subcatalogs, type UnequalCatalog } from "../../seismicity/frequency-magnitude/unequal-completeness.ts";
import { weichert } from "../../seismicity/frequency-magnitude/weichert.ts";

/** A way to estimate b from magnitudes in order of time, all above one completeness magnitude. */
export interface BMethod {
  readonly title: string;
  readonly citation: string;
  readonly countOf: "events" | "differences";
  estimate(magnitudes: ArrayLike<number>, sample: BSample): BEstimate | NotEstimated;
  /** log10 of the number of events at or above the completeness magnitude in the time from the first of them to the last; NaN where there is none. */
  logNumber(magnitudes: ArrayLike<number>, times: ArrayLike<number>, b: number, sample: BSample): number;
}

/** By name. A new method is an entry here. */
export const B_METHODS = {
  "tinti-mulargia": {
    title: "Maximum likelihood in bins", countOf: "events", estimate: classicB, logNumber: counted,
    citation: "Tinti & Mulargia (1987), BSSA 77, 2125–2134; error: Shi & Bolt (1982), BSSA 72, 1677–1687",
  },
  utsu: {
    title: "Mean magnitude with Utsu's correction", countOf: "events", estimate: utsuB, logNumber: counted,
    citation: "Utsu (1965), Geophys. Bull. Hokkaido Univ. 13, 99–103; error: Shi & Bolt (1982)",
  },
  "b-positive": {
    title: "Positive differences of neighbours", countOf: "differences", estimate: bPositive,
    logNumber: (magnitudes, times, _, sample) => numberOf(aPositive(magnitudes, times, sample)),
    citation: "van der Elst (2021), JGR Solid Earth 126, e2020JB021027, doi:10.1029/2020JB021027; a: van der Elst & Page (2023), JGR Solid Earth 128, e2023JB027089",
  },
  "b-more-positive": {
    title: "Differences to the next larger event", countOf: "differences", estimate: bMorePositive,
    logNumber: (magnitudes, times, b, sample) => numberOf(aMorePositive(magnitudes, times, b, sample)),
    citation: "Lippiello & Petrillo (2024), JGR Solid Earth 129, e2023JB027849, doi:10.1029/2023JB027849",
  },
} as const satisfies Readonly<Record<string, BMethod>>;

export type BMethodName = keyof typeof B_METHODS;

/** A way to estimate b and a rate from a catalog that is complete to different magnitudes since different times. */
export interface UnequalMethod {
  readonly title: string;
  readonly citation: string;
  /** `rate`: events per unit of time in the lowest complete bin and above. */
  estimate(catalog: UnequalCatalog, binWidth: number): (BEstimate & { readonly rate: number }) | NotEstimated;
}

/** Weichert's bins go up to here: beyond every magnitude that has been. */
const LARGEST_MAGNITUDE = 10;

/** Used beside the others where unequal completeness is stated. */
export const UNEQUAL_METHODS: Readonly<Record<string, UnequalMethod>> = {
  weichert: {
    title: "Unequal completeness, all bins", citation: "Weichert (1980), BSSA 70, 1337–1346",
    estimate: (catalog, binWidth) => weichert(binPeriods(catalog, binWidth, LARGEST_MAGNITUDE)),
  },
  "kijko-smit": {
    title: "Unequal completeness, by subcatalogs", citation: "Kijko & Smit (2012), BSSA 102, 1283–1287, doi:10.1785/0120110226",
    estimate: (catalog) => kijkoSmit(subcatalogs(catalog)),
  },
};

function counted(magnitudes: ArrayLike<number>, _times: ArrayLike<number>, _b: number, sample: BSample): number {
  return numberOf(classicA(magnitudes, sample));
}

function numberOf(estimate: ReturnType<typeof classicA>): number {
  return estimate.estimated ? estimate.a : NaN;
}
