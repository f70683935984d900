import { InputError } from "../../seismicity/input-error.ts";
import type { MagnitudeBins } from "../../seismicity/magnitude-bins.ts";
import { pointInRing } from "../../seismicity/polygon.ts";
import type { Region } from "../../seismicity/region.ts";
import type { BinSubset } from "../../evaluation/scores/subset-score.ts";
import type { BinStratum } from "./stratum.ts";

/** Decimal edges are met to this. */
const EDGE_TOLERANCE = 1e-9;

/**
 * Which cells and magnitude bins of a region a stratum takes in: bins by their lower edge, cells by their midpoint (also 360 degrees on).
 *
 * @throws InputError for a stratum without a bin or a cell, in which no harm could ever show
 */
export function binsOfStratum(stratum: BinStratum, { region, magnitudeBins }: { readonly region: Region; readonly magnitudeBins: MagnitudeBins }): BinSubset {
  const all = (length: number): Uint8Array => new Uint8Array(length).fill(1);
  const { id } = stratum;
  if ("magnitudeFrom" in stratum) {
    const { magnitudeFrom, magnitudeTo = Infinity } = stratum;
    const bins = Uint8Array.from(magnitudeBins.lowerEdges, (edge) => (edge >= magnitudeFrom - EDGE_TOLERANCE && edge < magnitudeTo - EDGE_TOLERANCE ? 1 : 0));
    const { 0: first, length } = magnitudeBins.lowerEdges;
    if (!bins.includes(1)) throw empty(id, { magnitudeFrom, ...(magnitudeTo === Infinity ? {} : { magnitudeTo }) }, `a band with the lower edge of at least one magnitude bin in it; the edges are ${first} to ${magnitudeBins.lowerEdges[length - 1]} in steps of ${magnitudeBins.width}`);
    return { id, cells: all(region.cellCount), magnitudeBins: bins };
  }
  const holds = (longitude: number, latitude: number): boolean => ("polygon" in stratum ? pointInRing(longitude, latitude, stratum.polygon) : longitude >= stratum.box.west && longitude < stratum.box.east && latitude >= stratum.box.south && latitude < stratum.box.north);
  const cells = Uint8Array.from({ length: region.cellCount }, (_, cell) => {
    const longitude = (region.west[cell]! + region.east[cell]!) / 2;
    const latitude = (region.south[cell]! + region.north[cell]!) / 2;
    return [longitude, longitude + 360, longitude - 360].some((turned) => holds(turned, latitude)) ? 1 : 0;
  });
  const { west, east, south, north } = region.bounds;
  if (!cells.includes(1)) throw empty(id, "polygon" in stratum ? stratum.polygon : stratum.box, `an area with the midpoint of at least one cell in it; the region lies in ${west} to ${east} degrees east, ${south} to ${north} degrees north`);
  return { id, cells, magnitudeBins: all(magnitudeBins.lowerEdges.length) };
}

function empty(id: string, value: unknown, expected: string): InputError {
  return new InputError("a stratum in which there is nothing to score", { field: `gate.strata, ${id}`, value, expected });
}
