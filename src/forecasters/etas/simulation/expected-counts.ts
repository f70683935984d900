import { namedStream } from "../../../numerics/random/named-stream.ts";
import { griddedForecastFromLayers, type GriddedForecast, type SeparableLayer } from "../../../seismicity/forecast.ts";
import { sum } from "../../../numerics/sums.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import type { MagnitudeBins } from "../../../seismicity/magnitude-bins.ts";
import type { Region } from "../../../seismicity/region.ts";
import { exceedanceRatio, magnitudeShares, type MagnitudeLaw } from "../../magnitude-distribution.ts";
import { type AftershockCloud, CLOUD_Q } from "../finite-source/aftershock-cloud.ts";
import { spatialScaleKm } from "../kernels.ts";
import { checkEtasParameters, requireSubcritical, type EtasParameters } from "../parameters.ts";
import type { EtasSimulation } from "../simulate.ts";
import { backgroundCounts } from "./background-counts.ts";
import { directAftershocks, windowDays } from "./branching-process.ts";
import { kernelField, type KernelField, type WeightedKernels } from "./kernel-field.ts";
import { meanProcess } from "./mean-process.ts";
import { offspringSpreader } from "./offspring.ts";

export interface ExpectedCountsRequest extends EtasSimulation {
  readonly region: Region;
  /** Draws of the mean process for the later generations; 0 where these are not wanted. */
  readonly drawCount: number;
  /** As of `meanProcess`. */
  readonly seedShare?: number;
}

/** Events of magnitude >= M0 expected in each cell within the window. */
export interface ExpectedCounts {
  /** The sum of the three below. Positive wherever there is background or a source. */
  readonly cellRates: Float64Array;
  /** Of `cellRates`, from the draws; without them 0. */
  readonly standardErrors: Float64Array;
  /** Exact. */
  readonly background: Float64Array;
  /** Direct aftershocks of the sources, exact to the accuracy of `kernelField`. */
  readonly directAftershocks: Float64Array;
  /** Aftershocks of what happens in the window: an unbiased estimate. */
  readonly laterGenerations: Float64Array;
  /** Sum of `cellRates`, and its standard error with the covariance of cells. */
  readonly total: number;
  readonly totalStandardError: number;
}

/**
 * Expected counts by cell without the noise and the empty cells of counted simulations. The first generation is integrated;
 * for the later ones every event of a draw of the mean process, of any generation, shares out its expected direct offspring
 * and their spatial law in place of drawn children (Rao–Blackwell).
 *
 * @throws InputError for parameters out of range, a branching ratio within the window that is not below 1, an empty window, a
 * source after its end, and a number of draws that is not 0 or at least 2
 */
export function expectedCounts(request: ExpectedCountsRequest): ExpectedCounts {
  const { parameters, region, drawCount } = request;
  if (!(Number.isInteger(drawCount) && drawCount >= 0 && drawCount !== 1)) {
    throw new InputError("number of draws does not give a standard error", { field: "drawCount", value: drawCount, expected: "0, or a whole number >= 2" });
  }
  checkEtasParameters(parameters);
  requireSubcritical(parameters, windowDays(request));
  const field = kernelField(region);
  const background = backgroundCounts(request.background, parameters.muPerDay * windowDays(request), region);
  const direct = directCounts(request, field);
  const later = laterGenerations(request);
  const cellRates = background.map((rate, cell) => rate + direct[cell] + later.mean[cell]);
  return {
    cellRates,
    standardErrors: later.standardErrors,
    background,
    directAftershocks: direct,
    laterGenerations: later.mean,
    total: sum(cellRates),
    totalStandardError: later.totalStandardError,
  };
}

/**
 * Expected counts by cell and magnitude: a layer each for background, direct aftershocks and later generations, with the
 * truncated Gutenberg–Richter law of the parameters.
 *
 * @throws InputError when the lowest bin lies below the reference magnitude, where the model knows nothing
 */
export function expectedCountsForecast(counts: ExpectedCounts, parameters: EtasParameters, region: Region, magnitudeBins: MagnitudeBins): GriddedForecast {
  return griddedForecastFromLayers(region, magnitudeBins, expectedCountsLayers(counts, parameters, magnitudeBins));
}

/** The layers of {@link expectedCountsForecast}. @throws InputError as that */
export function expectedCountsLayers(counts: ExpectedCounts, parameters: EtasParameters, magnitudeBins: MagnitudeBins): SeparableLayer[] {
  const { beta, maximumMagnitude, referenceMagnitude } = parameters;
  const lowest = magnitudeBins.lowerEdges[0];
  if (!(lowest >= referenceMagnitude - 1e-9)) {
    throw new InputError("magnitude bins reach below the reference magnitude", { field: "magnitude bin 0", value: lowest, expected: `at least ${referenceMagnitude}` });
  }
  const law: MagnitudeLaw = { law: "truncated", b: beta / Math.LN10, maximumMagnitude };
  const above = exceedanceRatio(law, referenceMagnitude, lowest);
  const magnitude = magnitudeShares(law, magnitudeBins).map((share) => above * share);
  return [
    { name: "background", spatial: counts.background, magnitude },
    { name: "direct aftershocks", spatial: counts.directAftershocks, magnitude },
    { name: "later generations", spatial: counts.laterGenerations, magnitude },
  ];
}

function directCounts(request: ExpectedCountsRequest, field: KernelField): Float64Array {
  const { parameters, sources, clouds, region } = request;
  const { expected, indices } = directAftershocks(request);
  const counts = new Float64Array(region.cellCount);
  const of = (values: Float64Array): Float64Array => Float64Array.from(indices, (source) => values[source]);
  const scalesKm = Float64Array.from(indices, (source) => spatialScaleKm(sources.magnitudes[source], parameters));
  const aboutEpicentres = expected.map((number, k) => number * (1 - (clouds?.get(indices[k])?.weight ?? 0)));
  field.addAll({ longitudes: of(sources.longitudes), latitudes: of(sources.latitudes), scalesKm, weights: aboutEpicentres }, parameters.q, counts);
  const clouded = Array.from(indices, (source, k) => ({ cloud: clouds?.get(source), expected: expected[k] })).filter((entry): entry is CloudedSource => entry.cloud !== undefined);
  field.addAll(cloudKernels(clouded), CLOUD_Q, counts);
  return counts;
}

interface CloudedSource {
  readonly cloud: AftershockCloud;
  /** Direct aftershocks, of which the cloud has its weight. */
  readonly expected: number;
}

/** The points of all clouds together: neighbouring kernels are then one from afar, whatever cloud they are of. */
function cloudKernels(clouded: readonly CloudedSource[]): WeightedKernels {
  const points = clouded.flatMap(({ cloud, expected }) => Array.from(cloud.scalesKm, (scaleKm, point) => ({
    longitude: cloud.longitudes[point], latitude: cloud.latitudes[point], scaleKm, weight: (expected * cloud.weight) / cloud.scalesKm.length,
  })));
  const column = (of: (point: (typeof points)[number]) => number): Float64Array => Float64Array.from(points, of);
  return { longitudes: column(({ longitude }) => longitude), latitudes: column(({ latitude }) => latitude), scalesKm: column(({ scaleKm }) => scaleKm), weights: column(({ weight }) => weight) };
}

interface LaterGenerations {
  readonly mean: Float64Array;
  readonly standardErrors: Float64Array;
  readonly totalStandardError: number;
}

function laterGenerations(request: ExpectedCountsRequest): LaterGenerations {
  const { parameters, region, seedNames, drawCount, seedShare } = request;
  const draw = meanProcess(request, seedShare);
  const spread = offspringSpreader(parameters, region);
  const sums = new Float64Array(region.cellCount);
  const squares = new Float64Array(region.cellCount);
  let totalSum = 0;
  let totalSquares = 0;
  const one = new Float64Array(region.cellCount);
  for (let index = 0; index < drawCount; index++) {
    const stream = namedStream(...seedNames, "mean", index);
    const { events, offspring } = draw(stream);
    const touched = spread(events, offspring, stream, one);
    let total = 0;
    for (const cell of touched) {
      const value = one[cell];
      sums[cell] += value;
      squares[cell] += value * value;
      total += value;
      one[cell] = 0;
    }
    totalSum += total;
    totalSquares += total * total;
  }
  if (drawCount === 0) return { mean: sums, standardErrors: squares, totalStandardError: 0 };
  const standardError = (s: number, ss: number): number => Math.sqrt(Math.max(0, ss - (s * s) / drawCount) / (drawCount - 1) / drawCount);
  return {
    mean: sums.map((value) => value / drawCount),
    standardErrors: sums.map((value, cell) => standardError(value, squares[cell])),
    totalStandardError: standardError(totalSum, totalSquares),
  };
}
