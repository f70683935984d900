import type { ForecastRequest } from "../contract.ts";
import { isInside, type Zone } from "../reasenberg-jones/sequences.ts";
import { zoneCells } from "../reasenberg-jones/zone-cells.ts";
import { akaikeWeights, correctedAkaike } from "./akaike-weights.ts";
import { fitOmori, type OmoriFit, type OmoriPrior } from "./fit-omori.ts";
import type { ObservedSequence } from "./observed-sequence.ts";
import { omoriLogLikelihood, type OmoriLaw, type OmoriObservation } from "./omori-likelihood.ts";
import type { StepOptions } from "./options.ts";

/** How much each component counts; the three sum to 1. */
export interface ComponentWeights {
  readonly generic: number;
  readonly sequenceSpecific: number;
  readonly spatiallyVarying: number;
}

/** The spatially varying component in one cell. */
export interface LocalComponents {
  readonly cell: number;
  /** Fitted to the events within the radius of the cell's centre: the rate is that of the whole disc. */
  readonly spatiallyVarying: OmoriFit;
  /** The cell's part of the disc's aftershocks, which may reach beyond the disc. */
  readonly shareOfDisc: number;
  readonly weights: ComponentWeights;
}

/** What a sequence has for all its cells. */
export interface SharedComponents {
  readonly generic: OmoriLaw;
  readonly sequenceSpecific: OmoriFit;
  readonly aftershockDensity: Float64Array;
}

/**
 * Omori laws of the discs about the centres of cells, where a disc holds enough detectable events, and the weights of the
 * three components in those cells by their corrected Akaike criteria on the disc's events. Of generic and sequence-specific
 * law the disc has the share m/n of the rate, as it has m of the sequence's n events: what is weighed is number and decay, not place.
 *
 * That share is one parameter taken from the disc. The sequence's p and c, fitted to all n events, are borne by the disc in
 * part: the sequence-specific law has 1 + 2 m/n parameters there, the generic law 1, a law of the disc's own 3.
 *
 * A cell has the part of its disc's aftershocks that the smoothed aftershocks give it, relative to m/n: where all discs decay
 * alike, the cells add up to the sequence, however much discs overlap.
 */
export function localComponents(
  { observation, events }: ObservedSequence, shared: SharedComponents, { history, region }: ForecastRequest,
  { minimumEvents, radiusKm }: StepOptions["spatiallyVarying"], prior: OmoriPrior | null, background: Float64Array,
): LocalComponents[] {
  const found: LocalComponents[] = [];
  if (events.length < minimumEvents) return found;
  const places = events.map((_, place) => place);
  for (let cell = 0; cell < region.cellCount; cell++) {
    const zone: Zone = { longitude: (region.west[cell] + region.east[cell]) / 2, latitude: (region.south[cell] + region.north[cell]) / 2, radiusKm };
    const inDisc = places.filter((place) => isInside(zone, history.longitudes[events[place]], history.latitudes[events[place]]));
    if (inDisc.length < minimumEvents) continue;
    const disc = zoneCells(zone, region);
    const share = inDisc.length / events.length;
    const backgroundPerDay = disc.cells.reduce((total, at, place) => total + disc.shares[place] * background[at], 0);
    const local: OmoriObservation = { days: Float64Array.from(inDisc, (place) => observation.days[place]), backgroundPerDay, detection: observation.detection };
    const spatiallyVarying = fitOmori(local, [shared.sequenceSpecific, shared.generic], prior);
    if (spatiallyVarying === null) continue;
    const inPart = (law: OmoriLaw): OmoriLaw => ({ ...law, rate: law.rate * share });
    const [generic, sequenceSpecific, own] = akaikeWeights([
      correctedAkaike(omoriLogLikelihood(local, inPart(shared.generic)), 1, inDisc.length),
      correctedAkaike(omoriLogLikelihood(local, inPart(shared.sequenceSpecific)), 1 + 2 * share, inDisc.length),
      correctedAkaike(spatiallyVarying.logLikelihood, 3, inDisc.length),
    ]);
    found.push({ cell, spatiallyVarying, shareOfDisc: shared.aftershockDensity[cell] / share, weights: { generic, sequenceSpecific, spatiallyVarying: own } });
  }
  return found;
}
