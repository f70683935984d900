import { inversePositiveDefinite } from "../../numerics/linear-algebra/symmetric.ts";
import { bfgs, type ValueAndGradient } from "../../numerics/optimize/bfgs.ts";
import { SMALLEST_C_DAYS } from "./detection.ts";
import { omoriInformation, omoriValueAndGradient, type OmoriLaw, type OmoriObservation } from "./omori-likelihood.ts";

/** Bounds of p, and of c in days. */
export const P_BOUNDS = { low: 0.5, high: 2 } as const;
export const C_BOUNDS_DAYS = { low: SMALLEST_C_DAYS, high: 10 } as const;

interface Normal {
  readonly mean: number;
  readonly standardDeviation: number;
}

/** What is thought of a sequence before it is seen; null where nothing is. Natural logarithms. */
export interface OmoriPrior {
  readonly logRate: Normal | null;
  readonly p: Normal;
  readonly logC: Normal;
}

/** An Omori law fitted to a sequence. */
export interface OmoriFit extends OmoriLaw {
  readonly eventCount: number;
  /** Of the data alone, whether there was a prior or not. */
  readonly logLikelihood: number;
  /** From the expected information, of the data alone; null where p or c lies at a bound or the data leave something open. */
  readonly standardErrors: { readonly logRate: number; readonly p: number; readonly logC: number } | null;
}

const LOG_C = { low: Math.log(C_BOUNDS_DAYS.low), high: Math.log(C_BOUNDS_DAYS.high) } as const;
/** A coordinate within this share of its range from an end is at the bound. */
const AT_BOUND = 1e-3;

/**
 * Maximum-likelihood Omori law (with a prior: the mode of the posterior), 0.5 <= p <= 2 and 1e-5 <= c <= 10 days, by BFGS
 * with the analytic gradient in ln K and the logits of p and ln c between their bounds. Each start gives p and c, to which K
 * is found from the number of events; the best of what the starts lead to counts.
 *
 * @returns null when there are no events, or no start led to a maximum
 */
export function fitOmori(observation: OmoriObservation, starts: readonly Pick<OmoriLaw, "p" | "cDays">[], prior: OmoriPrior | null): OmoriFit | null {
  const eventCount = observation.days.length;
  if (eventCount === 0) return null;
  const cost = (point: Float64Array): ValueAndGradient => {
    const { value, gradient } = omoriValueAndGradient(observation, lawAt(point));
    const belief = prior === null ? { value: 0, gradient: new Float64Array(3) } : priorCost(prior, point);
    const slopes = slopesAt(point);
    return { value: belief.value - value, gradient: gradient.map((slope, k) => (belief.gradient[k] - slope) * slopes[k]) };
  };
  let best: { readonly value: number; readonly point: Float64Array } | null = null;
  for (const start of starts) {
    const found = bfgs(cost, startingPoint(observation, start), { gradientTolerance: 1e-5 * Math.sqrt(eventCount) });
    if (found.state !== "evaluation limit" && Number.isFinite(found.value) && (best === null || found.value < best.value)) best = found;
  }
  if (best === null) return null;
  const law = lawAt(best.point);
  return { ...law, eventCount, logLikelihood: omoriValueAndGradient(observation, law).value, standardErrors: standardErrorsOf(observation, law) };
}

function lawAt([logRate, u, v]: Float64Array): OmoriLaw {
  return { rate: Math.exp(logRate), p: P_BOUNDS.low + (P_BOUNDS.high - P_BOUNDS.low) * logistic(u), cDays: Math.exp(LOG_C.low + (LOG_C.high - LOG_C.low) * logistic(v)) };
}

/** Derivatives of ln K, p and ln c by their coordinates. */
function slopesAt([, u, v]: Float64Array): readonly number[] {
  return [1, (P_BOUNDS.high - P_BOUNDS.low) * logistic(u) * logistic(-u), (LOG_C.high - LOG_C.low) * logistic(v) * logistic(-v)];
}

/** K that expects as many events as there are, of which at least one and half of all are no background. */
function startingPoint({ days, backgroundPerDay, detection }: OmoriObservation, { p, cDays }: Pick<OmoriLaw, "p" | "cDays">): Float64Array {
  let perRate = 0;
  let background = 0;
  for (let node = 0; node < detection.days.length; node++) {
    perRate += detection.weights[node] * Math.exp(-p * Math.log(detection.days[node] + cDays));
    background += detection.weights[node] * backgroundPerDay;
  }
  const aftershocks = Math.max(1, days.length / 2, days.length - background);
  return Float64Array.of(
    Math.log(aftershocks / perRate),
    logit((p - P_BOUNDS.low) / (P_BOUNDS.high - P_BOUNDS.low)),
    logit((Math.log(cDays) - LOG_C.low) / (LOG_C.high - LOG_C.low)),
  );
}

/** −ln of the prior's density but for a constant, with derivatives by ln K, p and ln c. */
function priorCost(prior: OmoriPrior, point: Float64Array): ValueAndGradient {
  const { p, cDays } = lawAt(point);
  const values = [point[0], p, Math.log(cDays)];
  const scores = [prior.logRate, prior.p, prior.logC].map((normal, k) => (normal === null ? 0 : (values[k] - normal.mean) / normal.standardDeviation));
  const deviations = [prior.logRate, prior.p, prior.logC].map((normal) => normal?.standardDeviation ?? 1);
  return { value: scores.reduce((total, score) => total + (score * score) / 2, 0), gradient: Float64Array.from(scores, (score, k) => score / deviations[k]) };
}

function standardErrorsOf(observation: OmoriObservation, law: OmoriLaw): OmoriFit["standardErrors"] {
  const places = [(law.p - P_BOUNDS.low) / (P_BOUNDS.high - P_BOUNDS.low), (Math.log(law.cDays) - LOG_C.low) / (LOG_C.high - LOG_C.low)];
  if (places.some((place) => place < AT_BOUND || place > 1 - AT_BOUND)) return null;
  const covariance = inversePositiveDefinite(omoriInformation(observation, law));
  if (covariance === undefined) return null;
  const [logRate, p, logC] = covariance.map((row, k) => Math.sqrt(row[k]));
  return { logRate, p, logC };
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** Kept off the ends, where a search would stand still. */
function logit(share: number): number {
  const inside = Math.min(0.98, Math.max(0.02, share));
  return Math.log(inside / (1 - inside));
}
