import type { EtasEvaluation } from "../likelihood/log-likelihood.ts";
import type { EtasBackground } from "../likelihood/problem.ts";
import type { EtasRate } from "../likelihood/rate.ts";

/** Probability μ uⱼ / λⱼ that each target is a background event (Zhuang, Ogata & Vere-Jones 2002, eq. 12). */
export function backgroundProbabilities(atTargets: EtasBackground["atTargets"], { mu }: EtasRate, { intensities }: EtasEvaluation): Float64Array {
  return intensities.map((intensity, j) => (mu * atTargets[j]!) / intensity);
}
