import { z } from "zod";
import { identifier, SIGNED_DECIMAL } from "../policies/fields.ts";

/** Strata of windows: each window is, by what was known at issue, one or the other. */
export const WINDOW_STRATA = ["quiet", "active"] as const;
export type WindowStratum = (typeof WINDOW_STRATA)[number];

/** Whether an id names a kind of window; any other names a part of the bins. */
export function isWindowStratum(id: string): id is WindowStratum {
  return (WINDOW_STRATA as readonly string[]).includes(id);
}

/** The magnitude bins whose lower edge lies in [magnitudeFrom, magnitudeTo); open above when `magnitudeTo` is absent. */
export interface MagnitudeStratum {
  readonly id: string;
  readonly magnitudeFrom: number;
  readonly magnitudeTo?: number | undefined;
}

/** The cells whose midpoint lies in a box of degrees, [west, east) × [south, north). */
export interface BoxStratum {
  readonly id: string;
  readonly box: { readonly west: number; readonly east: number; readonly south: number; readonly north: number };
}

/** The cells whose midpoint lies in a ring of longitudes and latitudes. */
export interface PolygonStratum {
  readonly id: string;
  readonly polygon: readonly (readonly [number, number])[];
}

/** A part of the space–magnitude bins of every window. */
export type BinStratum = MagnitudeStratum | BoxStratum | PolygonStratum;
/** What harm is looked for in: a kind of window, or a part of the bins of every window. */
export type Stratum = WindowStratum | BinStratum;

/** The list of strata as people write it (`z.number()`), or as it stands in a hashed document (decimal strings). */
function strataOf<Field extends z.ZodType<number>>(number: Field) {
  const magnitudes = z.strictObject({ id: identifier, magnitudeFrom: number, magnitudeTo: number.optional() });
  const box = z.strictObject({ id: identifier, box: z.strictObject({ west: number, east: number, south: number, north: number }) });
  const polygon = z.strictObject({ id: identifier, polygon: z.array(z.tuple([number, number])).min(3) });
  return z.array(z.union([z.enum(WINDOW_STRATA), magnitudes, box, polygon])).min(1).check(({ value, issues }) => {
    const problem = problemOf(value as readonly Stratum[]);
    if (problem !== undefined) issues.push({ code: "custom", input: value, message: problem.message, path: [problem.place] });
  });
}

export const strataSection = strataOf(z.number());
export const strataDocument = strataOf(SIGNED_DECIMAL);

export function stratumId(stratum: Stratum): string {
  return typeof stratum === "string" ? stratum : stratum.id;
}

/** The strata of a policy that are parts of the bins. */
export function binStrata(strata: readonly Stratum[]): readonly BinStratum[] {
  return strata.filter((stratum): stratum is BinStratum => typeof stratum !== "string");
}

/** A stratum in words, for the people who are judged by it. */
export function stratumInWords(stratum: Stratum): string {
  if (stratum === "quiet") return "quiet windows (no recent larger earthquakes at issue)";
  if (stratum === "active") return "active windows (recent larger earthquakes at issue)";
  if ("magnitudeFrom" in stratum) return `${stratum.id} (magnitudes from ${stratum.magnitudeFrom}${stratum.magnitudeTo === undefined ? " up" : ` to below ${stratum.magnitudeTo}`})`;
  if ("polygon" in stratum) return `${stratum.id} (cells in the polygon ${stratum.polygon.map(([longitude, latitude]) => `${longitude} ${latitude}`).join(", ")})`;
  const { west, east, south, north } = stratum.box;
  return `${stratum.id} (cells from ${west} to ${east} degrees east and ${south} to ${north} degrees north)`;
}

/** What is wrong with a list of strata: an id that is there twice, a band or a box without anything in it. */
function problemOf(strata: readonly Stratum[]): { readonly place: number; readonly message: string } | undefined {
  const ids = strata.map(stratumId);
  for (const [place, stratum] of strata.entries()) {
    if (ids.indexOf(ids[place]!) !== place) return { place, message: `an id that no other stratum has, "${ids[place]}" is there twice` };
    if (typeof stratum === "string") continue;
    if (isWindowStratum(ids[place]!)) return { place, message: `an id other than ${ids[place]}, which is the name of a kind of window` };
    if ("magnitudeFrom" in stratum && stratum.magnitudeTo !== undefined && !(stratum.magnitudeFrom < stratum.magnitudeTo)) return { place, message: "magnitudeFrom below magnitudeTo" };
    if ("box" in stratum && !(stratum.box.west < stratum.box.east && stratum.box.south < stratum.box.north)) return { place, message: "west < east and south < north; a box across 180 degrees goes on beyond it, such as west 170, east 190" };
  }
  return undefined;
}
