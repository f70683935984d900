import { type ConversionDocument, MOMENT_TYPES, withFallback } from "../../observations/hygiene/homogenisation/coefficients.ts";
import { fitConversions, nativeType, type RefusedType } from "../../observations/hygiene/homogenisation/fit-conversions.ts";
import { basisCounts, homogenise, type HomogenisedEvent } from "../../observations/hygiene/homogenisation/homogenise.ts";
import { LITERATURE_CONVERSIONS } from "../../observations/hygiene/homogenisation/literature.ts";
import { type AnchorTolerance, matchAnchor } from "../../observations/hygiene/homogenisation/match-anchor.ts";
import type { HomogenisationReport, TypePairs } from "../../publish/catalog-report/homogenisation-report.ts";
import { catalogEvents, type EarthquakeEvent } from "../../seismicity/catalog.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { formatInstant } from "../../seismicity/time.ts";
import type { CatalogFile } from "./read-catalog.ts";

export interface AnchorRequest {
  readonly file: CatalogFile;
  /** Takes anchors without a magnitude type for Mw. */
  readonly untypedIsMw: boolean;
  readonly tolerance: AnchorTolerance;
  /** Of the lines that are fitted; new whenever a number changes. */
  readonly version: string;
  readonly varianceRatio: number;
  readonly minimumPairs: number;
  readonly minimumMagnitude?: number;
}

export interface HomogeniseRequest {
  /** Lines fitted on an overlap, or stored ones. */
  readonly from: AnchorRequest | ConversionDocument;
  /** Completes the lines by published and assumed ones, which are flagged. */
  readonly literature: boolean;
  /** Leaves events of types without a line unconverted in place of an error. */
  readonly flagUnknown: boolean;
}

export interface Homogenisation {
  readonly report: Omit<HomogenisationReport, "output" | "coefficients">;
  readonly events: readonly HomogenisedEvent[];
  /** For the picture: pairs of each native type. */
  readonly pairs: readonly TypePairs[];
}

/**
 * Moment magnitudes for a catalog: lines by total least squares on an anchor's overlap, or stored ones, applied to every event.
 *
 * @throws InputError for an anchor without moment magnitudes, and for a type without a line unless it is to be flagged
 */
export function homogeniseCatalog({ source, catalog }: CatalogFile, request: HomogeniseRequest): Homogenisation {
  const native = catalogEvents(catalog);
  const fitted = "format" in request.from ? { document: request.from, refused: [] as readonly RefusedType[], anchor: null, pairs: [] } : fitOn(native, source.file, request.from);
  const document = request.literature ? withFallback(fitted.document, LITERATURE_CONVERSIONS) : fitted.document;
  const events = homogenise(native, document, { unknownType: request.flagUnknown ? "flag" : "error" });
  return { report: { source, anchor: fitted.anchor, document, refused: fitted.refused, counts: basisCounts(events), types: typesOf(events) }, events, pairs: fitted.pairs };
}

function fitOn(events: readonly EarthquakeEvent[], file: string, { file: anchor, untypedIsMw, tolerance, version, varianceRatio, minimumPairs, minimumMagnitude }: AnchorRequest): Pick<Homogenisation, "pairs"> & Pick<HomogenisationReport, "document" | "refused" | "anchor"> {
  const anchors = catalogEvents(anchor.catalog).filter(({ magnitudeType }) => MOMENT_TYPES.includes(nativeType(magnitudeType)) || (untypedIsMw && magnitudeType.trim() === ""));
  if (anchors.length === 0) throw new InputError("no moment magnitudes in the anchor", { file: anchor.source.file, field: "magnitude type", value: [...new Set(anchor.catalog.magnitudeTypes)].slice(0, 8), expected: `some of ${MOMENT_TYPES.join(", ")}; for an anchor that gives no types and is all Mw, say --anchor-is-mw` });
  const pairs = matchAnchor(events, anchors, tolerance);
  if (pairs.length === 0) throw new InputError("no earthquake is in both catalogs", { file, field: "--anchor", value: anchor.source.file, expected: "an anchor of the same time and place" });
  const span = [pairs[0]!.event.time, pairs.at(-1)!.event.time].map((time) => formatInstant(time).slice(0, 10));
  const { document, refused } = fitConversions(pairs, {
    version, varianceRatio, minimumPairs, ...(minimumMagnitude === undefined ? {} : { minimumMagnitude }),
    source: `${pairs.length} earthquakes of both catalogs, ${span.join(" to ")}, within ${tolerance.seconds} s, ${tolerance.km} km and ${tolerance.magnitude} magnitudes; catalog SHA-256 ${anchor.source.sha256.slice(0, 16)}… as the anchor`,
  });
  const types = [...new Set(pairs.map(({ event }) => nativeType(event.magnitudeType)))].filter((type) => !MOMENT_TYPES.includes(type)).sort();
  return {
    document, refused, anchor: { source: anchor.source, events: anchors.length, pairs: pairs.length, tolerance },
    pairs: types.map((type) => {
      const own = pairs.filter(({ event }) => nativeType(event.magnitudeType) === type);
      return { type, native: Float64Array.from(own, ({ event }) => event.magnitude), mw: Float64Array.from(own, (pair) => pair.anchor.magnitude) };
    }),
  };
}

function typesOf(events: readonly HomogenisedEvent[]): HomogenisationReport["types"] {
  const types = new Map<string, { type: string; events: number; basis: HomogenisedEvent["basis"]; extrapolated: number }>();
  for (const { event, basis, extrapolated } of events) {
    const type = nativeType(event.magnitudeType);
    const row = types.get(type) ?? { type, events: 0, basis, extrapolated: 0 };
    row.events++;
    if (extrapolated) row.extrapolated++;
    types.set(type, row);
  }
  return [...types.values()].sort((a, b) => b.events - a.events);
}
