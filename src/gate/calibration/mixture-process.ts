import { logMixture } from "../anytime/mixture.ts";

/** The running products of a calibration test, one for each alternative it bets on; plain numbers. */
export interface MixtureState {
  readonly windows: number;
  readonly logWealths: readonly number[];
}

export function startMixture(alternatives: number): MixtureState {
  return { windows: 0, logWealths: new Array<number>(alternatives).fill(0) };
}

/** One window more: the factors of `tiltedLogFactors` or `pitLogFactors`. @throws RangeError for another number of factors. */
export function mixtureStep(state: MixtureState, logFactors: ArrayLike<number>): MixtureState {
  if (logFactors.length !== state.logWealths.length) throw new RangeError(`expected ${state.logWealths.length} factors, got ${logFactors.length}`);
  return { windows: state.windows + 1, logWealths: state.logWealths.map((logWealth, k) => logWealth + logFactors[k]) };
}

/** ln of the e-value, the equally weighted mean of the products. */
export function mixtureLogEValue(state: MixtureState): number {
  return logMixture(state.logWealths);
}
