import { bMorePositive, bPositive } from "../../seismicity/frequency-magnitude/b-positive.ts";
import { classicB, type BSample, utsuB } from "../../seismicity/frequency-magnitude/classic-b.ts";
import type { BEstimate, NotEstimated } from "../../seismicity/frequency-magnitude/estimate.ts";

/** A way to estimate b from magnitudes in order of time, all above one completeness magnitude. */
export interface BMethod {
  readonly title: string;
  readonly citation: string;
  readonly countOf: "events" | "differences";
  estimate(magnitudes: ArrayLike<number>, sample: BSample): BEstimate | NotEstimated;
}

/** By name. A new method is an entry here. */
export const B_METHODS = {
  "tinti-mulargia": {
    title: "Maximum likelihood in bins", countOf: "events", estimate: classicB,
    citation: "Tinti & Mulargia (1987), BSSA 77, 2125–2134; error: Shi & Bolt (1982), BSSA 72, 1677–1687",
  },
  utsu: {
    title: "Mean magnitude with Utsu's correction", countOf: "events", estimate: utsuB,
    citation: "Utsu (1965), Geophys. Bull. Hokkaido Univ. 13, 99–103; error: Shi & Bolt (1982)",
  },
  "b-positive": {
    title: "Positive differences of neighbours", countOf: "differences", estimate: bPositive,
    citation: "van der Elst (2021), JGR Solid Earth 126, e2020JB021027, doi:10.1029/2020JB021027",
  },
  "b-more-positive": {
    title: "Differences to the next larger event", countOf: "differences", estimate: bMorePositive,
    citation: "Lippiello & Petrillo (2024), JGR Solid Earth 129, e2023JB027849, doi:10.1029/2023JB027849",
  },
} as const satisfies Readonly<Record<string, BMethod>>;

export type BMethodName = keyof typeof B_METHODS;
