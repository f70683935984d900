/** Where an observed value lies among simulated ones; ties count on both sides. */
export interface EmpiricalTails {
  /** Simulated values compared with. */
  readonly simulations: number;
  /** Number of simulated values ≥, and ≤, the observed one. */
  readonly atLeast: number;
  readonly atMost: number;
  /** `atLeast / simulations`, pyCSEP's delta_1; NaN without simulations. */
  readonly delta1: number;
  /** (1 + atLeast) / (1 + simulations): the p-value where large values are bad. */
  readonly delta1AddOne: number;
  /** `atMost / simulations`, pyCSEP's delta_2; NaN without simulations. */
  readonly delta2: number;
  /** (1 + atMost) / (1 + simulations): the p-value where small values are bad. */
  readonly delta2AddOne: number;
}

/** Equal catalogs whose terms were added in another order differ in the last bits: within this share they are tied. */
const TIE_TOLERANCE = 1e-9;

/** Both tails of `observed` in the empirical law of `simulated`. An observed NaN has no simulated value on either side. */
export function empiricalTails(simulated: ArrayLike<number>, observed: number): EmpiricalTails {
  const slack = Number.isFinite(observed) ? TIE_TOLERANCE * Math.abs(observed) : 0;
  const simulations = simulated.length;
  let atLeast = 0;
  let atMost = 0;
  for (let i = 0; i < simulations; i++) {
    if (simulated[i] >= observed - slack) atLeast++;
    if (simulated[i] <= observed + slack) atMost++;
  }
  return {
    simulations,
    atLeast,
    atMost,
    delta1: atLeast / simulations,
    delta1AddOne: (1 + atLeast) / (1 + simulations),
    delta2: atMost / simulations,
    delta2AddOne: (1 + atMost) / (1 + simulations),
  };
}
