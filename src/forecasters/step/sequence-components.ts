import type { ForecastRequest } from "../contract.ts";
import { updateProductivity } from "../reasenberg-jones/bayesian-update.ts";
import { genericProductivity, meanProductivity, productivityMean, type ProductivityDistribution } from "../reasenberg-jones/epistemic-mixture.ts";
import { productivitySpread, type RegionalParameters } from "../reasenberg-jones/parameter-table.ts";
import type { Sequence, SequenceOptions } from "../reasenberg-jones/sequences.ts";
import { akaikeWeights, correctedAkaike } from "./akaike-weights.ts";
import { detectableDays } from "./detection.ts";
import { fitOmori, type OmoriFit, type OmoriPrior } from "./fit-omori.ts";
import { type ComponentWeights, localComponents, type LocalComponents } from "./local-components.ts";
import { observeSequences, type ObservedSequence } from "./observed-sequence.ts";
import { omoriLogLikelihood, type OmoriLaw } from "./omori-likelihood.ts";
import type { StepOptions } from "./options.ts";

/** The regional law with the number of parameters that it took from the sequence: 0 as published, up to 1 when a was learnt. */
export interface GenericLaw extends OmoriLaw {
  readonly parameterCount: number;
}

/** The components of one sequence. Rates are those of events inside the region, at or above the catalog's completeness. */
export interface SequenceComponents {
  readonly sequence: Sequence;
  /** Number of events at or above Mc(t). */
  readonly eventCount: number;
  readonly generic: GenericLaw;
  /** null: see `fallback`. */
  readonly sequenceSpecific: OmoriFit | null;
  /** Why there is no sequence-specific component; null where there is one. */
  readonly fallback: string | null;
  /** In all cells without components of their own. */
  readonly weights: ComponentWeights;
  /** Cells with enough events about them. */
  readonly cells: readonly LocalComponents[];
  readonly genericDensity: Float64Array;
  /** Where the other components are; the generic density's own array where there are none. */
  readonly aftershockDensity: Float64Array;
}

/** Standard deviations of p and log10 c in priors: about the region's values for a sequence, about its sequence's for a cell. Our choice: no table gives them. */
const P_SPREAD = 0.2;
const LOG10_C_SPREAD = 0.5;
/** A second place from which fits start: the common textbook law. */
const SECOND_START = { p: 1.1, cDays: 0.05 } as const;

/**
 * Fits all components of all active sequences (Gerstenberger et al. 2005). For a sequence as a whole the generic and the
 * sequence-specific law are weighed by corrected Akaike weights on its detectable events.
 *
 * @param background daily events at or above completeness per cell that the laws need not account for
 */
export function sequenceComponents(request: ForecastRequest, parameters: RegionalParameters, options: StepOptions & SequenceOptions, background: Float64Array): SequenceComponents[] {
  return observeSequences(request, parameters, options, background).map((observed) => componentsOf(observed, request, parameters, options, background));
}

function componentsOf(observed: ObservedSequence, request: ForecastRequest, parameters: RegionalParameters, options: StepOptions, background: Float64Array): SequenceComponents {
  const { sequence, observation, genericDensity } = observed;
  const eventCount = observation.days.length;
  const generic = genericLaw(observed, request.completenessMagnitude, parameters, options);
  const { prior, sequenceSpecific: { minimumEvents } } = options;
  const starts = [generic, SECOND_START];
  const alone = { sequence, eventCount, generic, sequenceSpecific: null, weights: { generic: 1, sequenceSpecific: 0, spatiallyVarying: 0 }, cells: [], genericDensity, aftershockDensity: genericDensity };
  if (eventCount < minimumEvents) return { ...alone, fallback: `${eventCount} detectable events, ${minimumEvents} needed` };
  const fit = fitOmori(observation, starts, prior === "regional" ? regionalPrior(observed, request.completenessMagnitude, parameters) : null);
  if (fit === null) return { ...alone, fallback: "the fit did not converge" };
  const [genericWeight, sequenceWeight] = akaikeWeights([
    correctedAkaike(omoriLogLikelihood(observation, generic), generic.parameterCount, eventCount),
    correctedAkaike(fit.logLikelihood, 3, eventCount),
  ]);
  const aftershockDensity = observed.aftershockDensity();
  return {
    ...alone, sequenceSpecific: fit, fallback: null, aftershockDensity,
    weights: { generic: genericWeight, sequenceSpecific: sequenceWeight, spatiallyVarying: 0 },
    cells: localComponents(observed, { generic, sequenceSpecific: fit, aftershockDensity }, request, options.spatiallyVarying, prior === "regional" ? { ...decayPrior(fit), logRate: null } : null, background),
  };
}

/**
 * The table's law. Its productivity is the mean of 10^a, by the events seen so far when it is to be updated; the table's
 * law then took 1 − (posterior / prior variance of a) parameters from them.
 */
function genericLaw({ sequence, covered, observation }: ObservedSequence, completenessMagnitude: number, parameters: RegionalParameters, options: StepOptions): GenericLaw {
  const { p, cDays } = parameters;
  const perProductivity = covered.inRegion * Math.exp(Math.LN10 * parameters.b * (sequence.magnitude - completenessMagnitude));
  const law = (productivity: ProductivityDistribution): OmoriLaw => ({ rate: perProductivity * meanProductivity(productivity), p, cDays });
  const prior = genericProductivity(parameters, sequence.magnitude);
  if (options.genericProductivity === "fixed") return { ...law({ a: Float64Array.of(parameters.a), weights: Float64Array.of(1) }), parameterCount: 0 };
  const { days, weights } = observation.detection;
  const posterior = updateProductivity(prior, {
    count: observation.days.length,
    perProductivity: perProductivity * weights.reduce((total, weight, node) => total + weight * Math.exp(-p * Math.log(days[node] + cDays)), 0),
    backgroundCount: observation.backgroundPerDay * detectableDays(observation.detection),
  });
  return { ...law(posterior), parameterCount: prior.a.length === 1 ? 0 : Math.max(0, 1 - varianceOf(posterior) / varianceOf(prior)) };
}

function varianceOf(productivity: ProductivityDistribution): number {
  const mean = productivityMean(productivity, (a) => a);
  return productivityMean(productivity, (a) => (a - mean) * (a - mean));
}

function regionalPrior({ sequence, covered }: ObservedSequence, completenessMagnitude: number, parameters: RegionalParameters): OmoriPrior {
  const spread = productivitySpread(parameters, sequence.magnitude);
  const logRate = Math.log(covered.inRegion) + Math.LN10 * (parameters.a + parameters.b * (sequence.magnitude - completenessMagnitude));
  return {
    logRate: spread === 0 ? null : { mean: logRate, standardDeviation: Math.LN10 * spread },
    ...decayPrior(parameters),
  };
}

function decayPrior({ p, cDays }: Pick<OmoriLaw, "p" | "cDays">): Pick<OmoriPrior, "p" | "logC"> {
  return { p: { mean: p, standardDeviation: P_SPREAD }, logC: { mean: Math.log(cDays), standardDeviation: Math.LN10 * LOG10_C_SPREAD } };
}
