import type { ConversionDocument } from "../../observations/hygiene/homogenisation/coefficients.ts";
import type { RefusedType } from "../../observations/hygiene/homogenisation/fit-conversions.ts";
import type { MagnitudeBasis } from "../../observations/hygiene/homogenisation/homogenise.ts";
import type { CatalogSource } from "./report.ts";

/** Pairs of one native magnitude type with an anchor's Mw. */
export interface TypePairs {
  readonly type: string;
  readonly native: Float64Array;
  readonly mw: Float64Array;
}

/** How a catalog was brought to one magnitude scale. */
export interface HomogenisationReport {
  readonly source: CatalogSource;
  /** null when the conversion was a stored one. */
  readonly anchor: null | { readonly source: CatalogSource; readonly events: number; readonly pairs: number; readonly tolerance: { readonly seconds: number; readonly km: number; readonly magnitude: number } };
  readonly document: ConversionDocument;
  /** Types of the overlap that no line was fitted to. */
  readonly refused: readonly RefusedType[];
  readonly counts: Readonly<Record<MagnitudeBasis | "extrapolated", number>>;
  /** By native type, most frequent first. */
  readonly types: readonly { readonly type: string; readonly events: number; readonly basis: MagnitudeBasis; readonly extrapolated: number }[];
  /** File of the converted catalog, and of the coefficients; null when none was asked for. */
  readonly output: string | null;
  readonly coefficients: string | null;
}
