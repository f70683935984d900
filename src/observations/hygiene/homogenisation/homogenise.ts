import type { EarthquakeEvent } from "../../../seismicity/catalog.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import type { ConversionDocument, ConversionLine } from "./coefficients.ts";
import { nativeType } from "./fit-conversions.ts";

/** How an event came to its moment magnitude. */
export type MagnitudeBasis = "native" | ConversionLine["basis"] | "unconverted";

/** An event as its catalog gives it, and its moment magnitude. */
export interface HomogenisedEvent {
  /** With native magnitude and type. */
  readonly event: EarthquakeEvent;
  /** NaN when unconverted. */
  readonly mw: number;
  /** Standard error of `mw` from the conversion alone: 0 for a native Mw, NaN where the line does not say or there is none. */
  readonly conversionStandardError: number;
  readonly basis: MagnitudeBasis;
  /** Id of the line used; null for a native Mw and when unconverted. */
  readonly line: string | null;
  /** Version of the document. */
  readonly version: string;
  /** True when the native magnitude lies outside the line's range. */
  readonly extrapolated: boolean;
}

export interface HomogeniseOptions {
  /** What to do with a type that has no line: stop, or flag the event as unconverted. */
  readonly unknownType: "error" | "flag";
}

/**
 * Moment magnitudes of events by the lines of a document. Of several lines of a type that whose range holds the magnitude is used,
 * otherwise the nearest, and the event is flagged as extrapolated. No type is ever taken for Mw unless the document says so.
 *
 * The standard error joins the scatter of the anchor's Mw about the line with the error of the line itself,
 * σ² = σ_residual² + σ_a² + 2 m cov(a, b) + m² σ_b². Where a source gives no covariance, slope and intercept are taken as
 * fully anticorrelated: a line that turns about the middle of its data.
 *
 * @throws InputError for a type without a line, unless it is to be flagged
 */
export function homogenise(events: readonly EarthquakeEvent[], conversions: ConversionDocument, options: HomogeniseOptions = { unknownType: "error" }): HomogenisedEvent[] {
  const linesOf = new Map<string, ConversionLine[]>();
  for (const line of conversions.lines) for (const type of line.types) linesOf.set(type, [...(linesOf.get(type) ?? []), line]);
  const { version } = conversions;
  return events.map((event) => {
    const type = nativeType(event.magnitudeType);
    if (conversions.targetTypes.includes(type)) return { event, mw: event.magnitude, conversionStandardError: 0, basis: "native", line: null, version, extrapolated: false };
    const lines = linesOf.get(type);
    if (lines === undefined) {
      if (options.unknownType === "flag") return { event, mw: NaN, conversionStandardError: NaN, basis: "unconverted", line: null, version, extrapolated: false };
      throw new InputError("no conversion to Mw for this magnitude type", { field: `event ${event.id}`, value: event.magnitudeType, expected: `one of ${[...conversions.targetTypes, ...linesOf.keys()].join(", ")}` });
    }
    const line = lines.reduce((best, other) => (outside(other, event.magnitude) < outside(best, event.magnitude) ? other : best));
    return {
      event, mw: line.intercept + line.slope * event.magnitude, conversionStandardError: conversionStandardError(line, event.magnitude),
      basis: line.basis, line: line.id, version, extrapolated: outside(line, event.magnitude) > 1e-9,
    };
  });
}

/** Standard error of a converted magnitude; NaN where the line's scatter is not known. */
export function conversionStandardError(line: ConversionLine, magnitude: number): number {
  if (line.residualStandardDeviation === null) return NaN;
  const { slopeStandardError: sb, interceptStandardError: sa, residualStandardDeviation: scatter } = line;
  const covariance = line.covariance ?? -sa * sb;
  return Math.sqrt(Math.max(0, scatter * scatter + sa * sa + 2 * magnitude * covariance + magnitude * magnitude * sb * sb));
}

/** How many events came to their Mw in which way. */
export function basisCounts(homogenised: readonly HomogenisedEvent[]): Record<MagnitudeBasis, number> & { readonly extrapolated: number } {
  const counts = { native: 0, fitted: 0, literature: 0, assumed: 0, unconverted: 0, extrapolated: 0 };
  for (const { basis, extrapolated } of homogenised) {
    counts[basis]++;
    if (extrapolated) counts.extrapolated++;
  }
  return counts;
}

function outside({ range }: ConversionLine, magnitude: number): number {
  return Math.max(0, range.min - magnitude, magnitude - range.max);
}
