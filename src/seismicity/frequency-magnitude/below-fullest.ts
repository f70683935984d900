import { countBins, binIndices, binMagnitude, fullestBin } from "./distribution.ts";

const BIN = 0.1;
/** Standard deviations by which the fullest bin must hold more than the lowest: Gutenberg–Richter has it hold fewer. */
const DEVIATIONS = 4;

/**
 * Says that more events lie well above a magnitude from which a catalog is taken as complete than at it, which no Gutenberg–Richter law has: the
 * catalog is not complete from there, and b comes out too low. Empty where there is no such sign.
 *
 * @param step to which the magnitudes are rounded; 0 when they are not
 */
export function belowFullest(magnitudes: Float64Array, completeFrom: number, step: number): string[] {
  const above = magnitudes.filter((magnitude) => magnitude >= completeFrom - 1e-9);
  if (above.length === 0) return [];
  // Bins of whole steps, so that each can hold as many magnitudes.
  const binWidth = step > 0 ? step * Math.max(1, Math.round(BIN / step)) : BIN;
  const lattice = { binWidth, origin: completeFrom, binStep: step > 0 ? step : 0 };
  const distribution = countBins(binIndices(above, lattice), lattice);
  const fullest = fullestBin(distribution);
  const [most, lowest] = [distribution.counts[fullest]!, binMagnitude(distribution, 0) > completeFrom + binWidth ? 0 : distribution.counts[0]!];
  const magnitude = binMagnitude(distribution, fullest);
  if (!(magnitude > completeFrom + 1.5 * binWidth && most - lowest > DEVIATIONS * Math.sqrt(most + lowest))) return [];
  return [`magnitudes about ${magnitude.toFixed(2)} are listed more often (${most}) than those about ${completeFrom} (${lowest}): the catalog is not complete from ${completeFrom}, and b, with all that goes by it, is wrong`];
}
