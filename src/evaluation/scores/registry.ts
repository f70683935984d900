import { sum } from "../../numerics/sums.ts";
import { type GriddedForecast, totalExpectedCount } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { meanCellBrierScore, windowBrierScore } from "./brier-score.ts";
import { cellCrps } from "./cell-crps.ts";
import { concentrationCurve } from "./concentration-curve.ts";
import { countCrps } from "./count-crps.ts";
import { type CountDistribution, poissonCount } from "./count-distribution.ts";
import { informationScore } from "./information-score.ts";
import { jointLogScore } from "./joint-log-score.ts";
import { molchanDiagram } from "./molchan-diagram.ts";
import { rankedProbabilityScore } from "./ranked-probability-score.ts";
import { rocCurve } from "./roc-curve.ts";

/** A score of one gridded forecast in one window, as one number. */
export interface Score {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly better: "higher" | "lower";
  /** A forecaster gets the best expected score by saying what it believes; the information score sees the map alone. */
  readonly proper: boolean;
  /** @param numbers what the forecast says of the number of events in the window, where that is not Poisson */
  run(forecast: GriddedForecast, observed: ObservedEvents, numbers?: CountDistribution): number;
}

/** Classes of the number of events in a window: none, 1, 2–4, 5–9, 10–29, 30–99, 100 or more. */
export const COUNT_CLASSES: readonly number[] = [0, 1, 4, 9, 29, 99];

/** By identifier, in the order in which pages list them. A new score is a file and a line here. */
export const SCORES = {
  "joint-log": {
    id: "joint-log", title: "Joint log score", unit: "nats", better: "higher", proper: true,
    run: (forecast, observed) => jointLogScore(forecast, observed).logScore,
  },
  "cell-brier": {
    id: "cell-brier", title: "Brier score of an event in a cell, mean over cells", unit: "", better: "lower", proper: true,
    run: meanCellBrierScore,
  },
  "window-brier": {
    id: "window-brier", title: "Brier score of any event in the window", unit: "", better: "lower", proper: true,
    run: (forecast, observed, numbers = poissonCount(totalExpectedCount(forecast))) => windowBrierScore(observed.count, numbers),
  },
  "cell-crps": {
    id: "cell-crps", title: "CRPS of the number in a cell, sum over cells", unit: "events", better: "lower", proper: true,
    run: (forecast, observed) => sum(cellCrps(forecast, observed)),
  },
  "window-crps": {
    id: "window-crps", title: "CRPS of the number in the window", unit: "events", better: "lower", proper: true,
    run: (forecast, observed, numbers = poissonCount(totalExpectedCount(forecast))) => countCrps(observed.count, numbers),
  },
  "window-rps": {
    id: "window-rps", title: "Ranked probability score of the number in the window, in classes", unit: "", better: "lower", proper: true,
    run: (forecast, observed, numbers = poissonCount(totalExpectedCount(forecast))) => rankedProbabilityScore(observed.count, numbers, COUNT_CLASSES),
  },
  information: {
    id: "information", title: "Kagan's information score of the map", unit: "bits per event", better: "higher", proper: false,
    run: (forecast, observed) => informationScore(forecast, observed).bitsPerEvent,
  },
} as const satisfies Readonly<Record<string, Score>>;

/** Diagrams that explain a map and decide nothing; each result says so itself (`communicationOnly`). */
export const COMMUNICATION_AIDS = {
  molchan: { id: "molchan", title: "Molchan diagram", run: (forecast: GriddedForecast, observed: ObservedEvents) => molchanDiagram(forecast, observed, "area-and-events") },
  roc: { id: "roc", title: "ROC curve", run: rocCurve },
  concentration: { id: "concentration", title: "Concentration curve", run: concentrationCurve },
} as const;
