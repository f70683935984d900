import { z } from "zod";
import type { FullCatalog } from "../../forecasters/contract.ts";
import { fittedLawSchema } from "../../forecasters/fitted-model.ts";
import { exceedanceRatio } from "../../forecasters/magnitude-distribution.ts";
import { smoothedSeismicityForecaster } from "../../forecasters/smoothed-seismicity/forecaster.ts";
import { smoothedSeismicityOptions } from "../../forecasters/smoothed-seismicity/options.ts";
import { DECLUSTERING_METHODS, DEFAULT_DECLUSTERING } from "../../observations/hygiene/declustering/registry.ts";
import { createMagnitudeBins } from "../../seismicity/magnitude-bins.ts";
import type { Region } from "../../seismicity/region.ts";
import type { EpochMs } from "../../seismicity/time.ts";
import { trainingOnEvents } from "../fit-file/training-on-events.ts";

/** Seismicity that knows no sequences: a mean rate, a map and a law of magnitudes. */
export interface LongTermLaw {
  /** Events a day in the region from a magnitude on. */
  perDay(magnitude: number): number;
  /** Share of each cell; sums to 1. */
  readonly shares: Float64Array;
}

export interface PastSeismicity {
  readonly start: EpochMs;
  readonly asOf: EpochMs;
  readonly region: Region;
  readonly minimumMagnitude: number;
  readonly magnitudeBinWidth: number;
  readonly maximumMagnitude: number;
}

const fitted = z.object({ completenessMagnitude: z.number(), dailyRate: z.number(), density: z.array(z.number()), magnitude: z.object({ law: fittedLawSchema }) });

/** The null model of the experiments, fitted to a history. @throws InputError as that, with too few events */
export async function longTermLaw(history: FullCatalog, { start, asOf, region, minimumMagnitude, magnitudeBinWidth, maximumMagnitude }: PastSeismicity): Promise<LongTermLaw> {
  const { method, options } = DEFAULT_DECLUSTERING;
  const { isMainshock } = DECLUSTERING_METHODS[method].decluster(history, options);
  const training = trainingOnEvents({
    history, start, asOf, region, minimumMagnitude, magnitudeBinWidth, magnitudeBins: createMagnitudeBins(minimumMagnitude, minimumMagnitude, 0.1),
    isMainshock: (event) => isMainshock[event] === 1,
  });
  const model = await smoothedSeismicityForecaster("long-term", smoothedSeismicityOptions.parse({ magnitude: { law: "truncated", maximumMagnitude } })).fit!(training);
  const { completenessMagnitude, dailyRate, density, magnitude: { law } } = fitted.parse(model.parameters);
  return { perDay: (magnitude) => dailyRate * exceedanceRatio(law, completenessMagnitude, magnitude), shares: Float64Array.from(density) };
}
