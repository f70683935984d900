import { z } from "zod";
import { sum } from "../../numerics/sums.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { MS_PER_DAY } from "../../seismicity/time.ts";
import type { ForecastRequest, JsonValue, TrainingView } from "../contract.ts";
import { fittedLawSchema, readFittedParameters } from "../fitted-model.ts";
import { resolveMagnitudeLaw } from "../magnitude-distribution.ts";
import { fitSmoothedDensity } from "../smoothed-seismicity/fit-density.ts";
import { mainshockMinimum, type ReasenbergJonesOptions } from "./options.ts";
import { findSequences, insideSequences, type Sequence } from "./sequences.ts";
import { zoneCells } from "./zone-cells.ts";

/** What `forecast` needs of the fitted parameters; the rest is there for the reader. */
const fittedSchema = z.object({
  regionId: z.string(),
  completenessMagnitude: z.number(),
  backgroundDailyRate: z.number().nonnegative(),
  magnitude: z.object({
    law: fittedLawSchema,
  }),
  density: z.array(z.number().nonnegative()),
});
export type FittedParameters = z.infer<typeof fittedSchema>;

/**
 * Background and magnitudes. The map is made from `declustered`. The background rate counts the events of `history` in
 * the region, at or above completeness, that lie in no zone of a then active sequence: whatever the sequences do not account
 * for, sequences of small mainshocks among it. It is this count per day from `historyStart` to `asOf`, divided by the share
 * of the background that the zones left open.
 *
 * @throws InputError for a history without length, or too few events for the map or for b
 */
export function fitParameters(training: TrainingView, options: ReasenbergJonesOptions): JsonValue {
  const { region, history, completenessMagnitude, historyStart, asOf } = training;
  const historyDays = (asOf - historyStart) / MS_PER_DAY;
  if (!(historyDays > 0)) throw new InputError("the history has no length", { field: "historyStart", value: historyStart, expected: `before ${asOf}` });
  const mainshockMinimumMagnitude = mainshockMinimum(options, completenessMagnitude);
  const sequences = findSequences(history, { mainshockMinimumMagnitude, activeDays: options.activeDays });
  const inside = insideSequences(history, sequences);
  let eventCount = 0;
  let backgroundCount = 0;
  for (let event = 0; event < history.length; event++) {
    if (history.times[event] < historyStart || history.magnitudes[event] < completenessMagnitude - 1e-9) continue;
    if (region.indexOf(history.longitudes[event], history.latitudes[event]) < 0) continue;
    eventCount++;
    if (inside[event] === 0) backgroundCount++;
  }
  const { law, estimate } = resolveMagnitudeLaw(options.magnitude, training);
  const density = fitSmoothedDensity(training, options.background);
  const openShare = openShareOf(training, sequences, density.perCell);
  return {
    regionId: region.id,
    completenessMagnitude,
    historyDays,
    eventCount,
    backgroundCount,
    openShare,
    backgroundDailyRate: backgroundCount === 0 ? 0 : backgroundCount / (historyDays * openShare),
    sequences: { count: sequences.length, mainshockMinimumMagnitude },
    magnitude: { law, bEstimate: estimate === null ? null : { ...estimate } },
    smoothing: { ...density.chosen, declusteredCount: density.eventCount, massInRegion: density.massInRegion },
    density: Array.from(density.perCell),
  };
}

/**
 * Share of the background, by place and time, outside the zones of active sequences. Overlapping zones are taken to cover
 * a cell independently of each other.
 */
function openShareOf({ region, historyStart, asOf }: TrainingView, sequences: readonly Sequence[], density: Float64Array): number {
  const open = new Float64Array(region.cellCount).fill(1);
  for (const { startsAt, endsAt, zone } of sequences) {
    const timeShare = (Math.min(endsAt, asOf) - Math.max(startsAt, historyStart)) / (asOf - historyStart);
    if (!(timeShare > 0)) continue;
    const { cells, shares } = zoneCells(zone, region);
    cells.forEach((cell, place) => (open[cell] *= 1 - timeShare * shares[place]));
  }
  return sum(density.map((probability, cell) => probability * open[cell]));
}

/** @throws InputError when there is no fitted model, or it belongs to another forecaster or region */
export function readFitted(id: string, version: string, request: ForecastRequest): FittedParameters {
  return readFittedParameters(fittedSchema, id, version, request);
}
