import { ucerf3CatalogBytes, ucerf3SetHeader } from "../../src/formats/ucerf3-etas-writing.ts";
import type { SimulatedCatalog } from "../../src/seismicity/catalog-forecast.ts";

/** A merged set of version 2 in memory. */
export function ucerf3Set(catalogs: readonly SimulatedCatalog[]): Uint8Array {
  return new Uint8Array(Buffer.concat([ucerf3SetHeader(catalogs.length), ...catalogs.map((catalog) => ucerf3CatalogBytes(catalog, 2))]));
}
