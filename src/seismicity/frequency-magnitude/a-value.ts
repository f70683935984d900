import { InputError } from "../input-error.ts";
import { indexOfNextLarger, smallestDifference, type BPositiveSample } from "./b-positive.ts";
import { completeMagnitudes, type BSample } from "./classic-b.ts";
import { notEstimated, type NotEstimated } from "./estimate.ts";

/** a of log10 N(m) = a − b (m − reference), N events at or above m in the whole time of observation. */
export interface AEstimate {
  readonly estimated: true;
  readonly a: number;
  /** Events, or differences, that entered. */
  readonly count: number;
}

/** Where a is read off the line; without it at the completeness magnitude, where a is the log of the count itself. */
export interface AReference {
  readonly referenceMagnitude: number;
  readonly b: number;
}

/** log10 of the number of events at or above the completeness magnitude. */
export function classicA(magnitudes: ArrayLike<number>, sample: BSample, reference?: AReference): AEstimate | NotEstimated {
  const count = completeMagnitudes(magnitudes, sample).length;
  if (count === 0) return notEstimated("too few events", `no events at or above ${sample.completenessMagnitude}`);
  return atReference(Math.log10(count), count, sample, reference);
}

/**
 * a from the events that are larger than the one before: their number over the share of the time that
 * passed before them (van der Elst & Page 2023).
 *
 * @param times of the magnitudes, ascending, any unit
 * @throws InputError unless there is a time for each magnitude
 */
export function aPositive(magnitudes: ArrayLike<number>, times: ArrayLike<number>, sample: BPositiveSample, reference?: AReference): AEstimate | NotEstimated {
  const used = completeEvents(magnitudes, times, sample);
  const smallest = smallestDifference(sample) - sample.binWidth / 2 - 1e-9;
  let count = 0;
  let waited = 0;
  for (let i = 1; i < used.magnitudes.length; i++) {
    if (used.magnitudes[i]! - used.magnitudes[i - 1]! < smallest) continue;
    count++;
    waited += used.times[i]! - used.times[i - 1]!;
  }
  if (!(count > 0 && waited > 0)) return notEstimated("too few events", `no event of ${used.magnitudes.length} follows a smaller one after some time`);
  return atReference(Math.log10((count / waited) * used.span), count, sample, reference);
}

/**
 * a from the wait of each event for the next larger one, scaled to the completeness magnitude by 10^{−b(m + δ − mc)}, δ the smallest difference;
 * events that wait in vain count with the time to the last event (van der Elst & Page 2023).
 *
 * @throws InputError unless there is a time for each magnitude
 */
export function aMorePositive(magnitudes: ArrayLike<number>, times: ArrayLike<number>, b: number, sample: BPositiveSample, reference?: AReference): AEstimate | NotEstimated {
  const used = completeEvents(magnitudes, times, sample);
  const smallest = smallestDifference(sample);
  const last = used.times.length - 1;
  let count = 0;
  let waited = 0;
  for (let i = 0; i < last; i++) {
    const next = indexOfNextLarger(used.magnitudes, i, smallest - sample.binWidth / 2);
    if (next >= 0) count++;
    const wait = used.times[next >= 0 ? next : last]! - used.times[i]!;
    waited += wait * Math.exp(-b * Math.LN10 * (used.magnitudes[i]! + smallest - sample.completenessMagnitude));
  }
  if (!(count > 0 && waited > 0)) return notEstimated("too few events", `no event of ${used.magnitudes.length} is followed by a larger one after some time`);
  return atReference(Math.log10((count / waited) * used.span), count, sample, reference);
}

function atReference(a: number, count: number, { completenessMagnitude }: BSample, reference: AReference | undefined): AEstimate {
  const shift = reference === undefined ? 0 : reference.b * (completenessMagnitude - reference.referenceMagnitude);
  return { estimated: true, a: a + shift, count };
}

function completeEvents(magnitudes: ArrayLike<number>, times: ArrayLike<number>, { completenessMagnitude, binWidth }: BSample): { magnitudes: number[]; times: number[]; span: number } {
  if (times.length !== magnitudes.length) throw new InputError("a time is needed for each magnitude", { field: "times", value: times.length, expected: `${magnitudes.length} times` });
  const lowest = completenessMagnitude - binWidth / 2 - 1e-9;
  const used = Array.from(magnitudes).map((magnitude, i) => ({ magnitude, time: times[i]! })).filter(({ magnitude }) => magnitude >= lowest);
  return {
    magnitudes: used.map(({ magnitude }) => magnitude),
    times: used.map(({ time }) => time),
    span: used.length === 0 ? 0 : used[used.length - 1]!.time - used[0]!.time,
  };
}
