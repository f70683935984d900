/**
 * D' = ln((1 − ε) e^D + ε) with ε = e^{−B}: the log score in nats, relative to the baseline Q, of the forecast
 * P' = (1 − ε)P + εQ that would be shipped, given the gain D = ln p(y) − ln q(y) of the bare challenger P over the whole
 * window. D' ≥ −B whatever happens, D' = 0 exactly at D = 0, and E[D'] ≥ (1 − ε)E[D] since the logarithm is concave: a
 * better P stays better. The converse fails (D' is convex in D), so that a certificate on D' is about P', never about P: two equally good
 * forecasts with losses beyond the floor make a mixture that is better than either.
 *
 * @param gain D, any number of nats or ±Infinity: at −Infinity D' = −B, at +Infinity (the baseline said zero) +Infinity.
 * @param floor B > 0, nats.
 * @throws RangeError for a NaN gain, where both forecasts said zero and neither score exists, or a floor that is not positive.
 */
export function insuredGain(gain: number, floor: number): number {
  requireFloor(floor);
  if (Number.isNaN(gain)) throw new RangeError("insured gain: the gain is NaN; both forecasts gave the observation probability zero");
  if (gain === Infinity) return Infinity;
  // Each branch keeps the full relative precision of D', also next to its zero and at floors of hundreds of nats.
  if (gain <= -floor) return -floor + Math.log1p(-Math.expm1(-floor) * Math.exp(gain + floor));
  if (Math.abs(gain) <= Math.LN2) return Math.log1p(-Math.expm1(-floor) * Math.expm1(gain));
  return gain > 0 ? gain + Math.log1p(Math.exp(-floor) * Math.expm1(-gain)) : gain + Math.log1p(Math.exp(-gain - floor) - Math.exp(-floor));
}

/**
 * The same bet the other way round: how much better than the shipped forecast the baseline is, insured by a share ε of the
 * shipped one. Its e-process shows harm, futility and the case for demotion. At least −B; B at most when `shippedGain` is D'.
 *
 * @param shippedGain gain of what is shipped over the baseline, nats: D', or D of a bare model.
 */
export function reverseGain(shippedGain: number, floor: number): number {
  return insuredGain(-shippedGain, floor);
}

/** ε = e^{−B}, the share of the baseline in what is shipped. */
export function insuranceShare(floor: number): number {
  requireFloor(floor);
  return Math.exp(-floor);
}

function requireFloor(floor: number): void {
  if (!(floor > 0 && floor < Infinity)) throw new RangeError(`insured gain: the floor must be a positive number of nats, got ${floor}`);
}
