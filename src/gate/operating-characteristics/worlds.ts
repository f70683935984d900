import { normalLogPdf } from "../../numerics/distributions/normal.ts";
import { poissonLogPmf } from "../../numerics/distributions/poisson.ts";
import { integrate } from "../../numerics/quadrature/gauss-legendre.ts";
import { sampleNormal, samplePoisson } from "../../numerics/random/samplers.ts";
import { findRoot } from "../../numerics/root.ts";
import { insuredGain } from "../anytime/insured-gain.ts";
import type { World } from "./contest.ts";

/** Independent normal gains; the textbook case. */
export function normalWorld(mean: number, sd: number): World {
  return (stream, { gains }) => {
    for (let t = 0; t < gains.length; t++) gains[t] = mean + sd * sampleNormal(stream);
  };
}

/** Two events a window on average, gains of standard deviation 1.93 nats a window. */
export const CLUSTERED_TRUTH = { singles: 1.4, burstProbability: 0.025, burstSize: 25, sd: 0.459 } as const;

/**
 * Two equally good forecasts and clustered earthquakes: single events at `singles` a window and, with probability
 * `burstProbability`, a sequence of Poisson(`burstSize`) events that share one gain of standard deviation `sd` each.
 * Symmetric about `shift`, nats a window.
 */
export function clusteredWorld({ singles, burstProbability, burstSize, sd } = CLUSTERED_TRUTH, shift = 0): World {
  return (stream, { gains, events }) => {
    for (let t = 0; t < gains.length; t++) {
      const single = samplePoisson(stream, singles);
      const burst = stream.nextDouble() < burstProbability ? samplePoisson(stream, burstSize) : 0;
      events[t] = single + burst;
      gains[t] = shift + sd * Math.sqrt(single) * sampleNormal(stream) + sd * burst * sampleNormal(stream);
    }
  };
}

/** The mean of normal gains whose mean, insured at the floor, is exactly zero; below zero, as insurance is worth something. */
export function normalInsuredZero(sd: number, floor: number): number {
  return shiftToZero(floor, [{ probability: 1, sd }]);
}

/** The same shift for the clustered world. */
export function clusteredInsuredZero(floor: number, { singles, burstProbability, burstSize, sd } = CLUSTERED_TRUTH): number {
  const parts: { probability: number; sd: number }[] = [];
  for (let single = 0; single < 20; single++) {
    const probability = Math.exp(poissonLogPmf(single, singles));
    parts.push({ probability: probability * (1 - burstProbability), sd: sd * Math.sqrt(single) });
    for (let burst = 0; burst < 80; burst++) {
      parts.push({ probability: probability * burstProbability * Math.exp(poissonLogPmf(burst, burstSize)), sd: sd * Math.sqrt(single + burst * burst) });
    }
  }
  return shiftToZero(floor, parts);
}

/** The shift of a mixture of centred normal laws at which the mean insured gain is zero. */
function shiftToZero(floor: number, parts: readonly { probability: number; sd: number }[]): number {
  const meanInsured = (shift: number): number =>
    parts.reduce((total, { probability, sd }) => total + probability * (sd === 0 ? insuredGain(shift, floor) : integrate((z) => Math.exp(normalLogPdf(z)) * insuredGain(shift + sd * z, floor), -9, 9, 1)), 0);
  return findRoot(meanInsured, -1, 0, 1e-10);
}

/** Truth of the quiet-time contest: Poisson(`quietRate`) events a window and, with probability `burstProbability`, Poisson(`burstSize`) more. */
export const SKEWED_TRUTH = { quietRate: 1, burstProbability: 0.03, burstSize: 20 } as const;

/**
 * A challenger that forecasts fewer events than the baseline, everywhere by the same factor: better in every quiet window, far
 * worse in the rare burst. All its gain is of totals, its shape gain zero.
 */
export function quietTimeWorld(challengerExpected: number, baselineExpected = 2, { quietRate, burstProbability, burstSize } = SKEWED_TRUTH): World {
  return (stream, path) => {
    const logRatio = Math.log(challengerExpected / baselineExpected);
    for (let t = 0; t < path.windows; t++) {
      const burst = stream.nextDouble() < burstProbability;
      path.events[t] = samplePoisson(stream, quietRate + (burst ? burstSize : 0));
      path.active[t] = burst ? 1 : 0;
      path.gains[t] = path.events[t] * logRatio - (challengerExpected - baselineExpected);
      path.shapeGains[t] = 0;
    }
    path.challengerExpected.fill(challengerExpected);
    path.baselineExpected.fill(baselineExpected);
  };
}

/**
 * The number below the baseline's that such a challenger must forecast for its mean gain, insured at the floor (Infinity: bare),
 * to be exactly zero.
 */
export function quietTimeRate(floor: number, baselineExpected = 2, truth = SKEWED_TRUTH): number {
  const meanGain = (expected: number): number => {
    const logRatio = Math.log(expected / baselineExpected);
    let mean = 0;
    for (let n = 0; n < 200; n++) {
      const probability = (1 - truth.burstProbability) * Math.exp(poissonLogPmf(n, truth.quietRate)) + truth.burstProbability * Math.exp(poissonLogPmf(n, truth.quietRate + truth.burstSize));
      const gain = n * logRatio - (expected - baselineExpected);
      mean += probability * (floor === Infinity ? gain : insuredGain(gain, floor));
    }
    return mean;
  };
  // Below it the gain is negative; the other root is the baseline's own number.
  return findRoot(meanGain, 1e-3, truth.quietRate + truth.burstProbability * truth.burstSize - 0.05, 1e-12);
}

/** Baseline too low by `factor`, challenger the same map made louder by it; truth is what the challenger says. */
export function louderWorld(baselineExpected: number, factor: number): World {
  return (stream, path) => {
    for (let t = 0; t < path.windows; t++) {
      path.events[t] = samplePoisson(stream, factor * baselineExpected);
      path.gains[t] = path.events[t] * Math.log(factor) - (factor - 1) * baselineExpected;
      path.shapeGains[t] = 0;
      path.active[t] = path.events[t] > 2 * baselineExpected ? 1 : 0;
    }
    path.challengerExpected.fill(factor * baselineExpected);
    path.baselineExpected.fill(baselineExpected);
  };
}

/** A challenger that knows which windows are busy, with the same map: baseline 10 events a window, truth and challenger 5 and 15 in turn. */
export function timingWorld(): World {
  return (stream, path) => {
    for (let t = 0; t < path.windows; t++) {
      const expected = t % 2 === 0 ? 5 : 15;
      path.events[t] = samplePoisson(stream, expected);
      path.gains[t] = path.events[t] * Math.log(expected / 10) - (expected - 10);
      path.shapeGains[t] = 0;
      path.active[t] = expected > 10 ? 1 : 0;
      path.challengerExpected[t] = expected;
    }
    path.baselineExpected.fill(10);
  };
}
