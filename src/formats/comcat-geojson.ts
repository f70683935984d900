import { InputError } from "../seismicity/input-error.ts";
import { type CatalogFormat, type CatalogRow, collectRows } from "./catalog-reading.ts";
import { epochMsOf, latitudeOf, longitudeOf, magnitudeOf, requireEarthquake } from "./event-fields.ts";
import { numberValue, parseJson, recordValue } from "./json-values.ts";

/**
 * The GeoJSON of the ComCat event service and its feeds: a FeatureCollection of points (longitude, latitude, depth in km)
 * with `mag`, `magType`, `time` and `updated` in epoch milliseconds, `type` and `status`. Events of another type than
 * earthquake, and those without magnitude, become rejected rows.
 *
 * @throws InputError when `metadata.count` is not the number of features: the answer was cut.
 */
export const comcatGeojson: CatalogFormat = {
  id: "comcat-geojson",
  title: 'ComCat GeoJSON, {"type": "FeatureCollection", "features": [...]}',
  recognises: (head) => /^\s*\{/.test(head) && /"type"\s*:\s*"FeatureCollection"/.test(head),
  read(text) {
    const document = recordValue(parseJson(text), { field: "document" });
    const { type, features, metadata } = document;
    if (type !== "FeatureCollection") throw new InputError("not a GeoJSON feature collection", { field: "type", value: type ?? null, expected: '"FeatureCollection"' });
    if (!Array.isArray(features)) throw new InputError("no list of events", { field: "features", value: features ?? null, expected: "a list of features" });
    checkCount(metadata, features.length);
    const rows = collectRows();
    features.forEach((feature: unknown, index) => {
      rows.add(index + 1, () => JSON.stringify(feature), () => readFeature(feature, `features[${index}]`));
    });
    return rows.finish("comcat-geojson");
  },
};

function checkCount(metadata: unknown, featureCount: number): void {
  if (metadata === undefined || metadata === null) return;
  const { count } = recordValue(metadata, { field: "metadata" });
  if (count !== undefined && count !== featureCount) {
    throw new InputError("truncated: the document does not hold as many events as it says", {
      field: "metadata.count", value: count, expected: `${featureCount}, the number of features`,
    });
  }
}

function readFeature(value: unknown, path: string): Omit<CatalogRow, "line"> {
  const { id: untrimmed, properties, geometry } = recordValue(value, { field: path });
  const id = typeof untrimmed === "string" ? untrimmed.trim() : untrimmed;
  if (typeof id !== "string" || id === "") throw new InputError("event id is missing", { field: `${path}.id`, value: id ?? null, expected: "a text" });
  const { mag, magType, time, updated, type, status } = recordValue(properties, { field: `${path}.properties` });
  requireEarthquake(typeof type === "string" ? type : "", `${path}.properties.type`);
  const { coordinates } = recordValue(geometry, { field: `${path}.geometry` });
  if (!Array.isArray(coordinates) || coordinates.length < 2) {
    throw new InputError("no coordinates", { field: `${path}.geometry.coordinates`, value: coordinates ?? null, expected: "[longitude, latitude, depth in km]" });
  }
  const at = (axis: number): string => `${path}.geometry.coordinates[${axis}]`;
  return {
    event: {
      id,
      time: epochMsOf(numberValue(time, `${path}.properties.time`), `${path}.properties.time`),
      longitude: longitudeOf(numberValue(coordinates[0], at(0)), at(0)),
      latitude: latitudeOf(numberValue(coordinates[1], at(1)), at(1)),
      depthKm: coordinates[2] === undefined || coordinates[2] === null ? Number.NaN : numberValue(coordinates[2], at(2)),
      magnitude: magnitudeOf(numberValue(mag, `${path}.properties.mag`), `${path}.properties.mag`),
      magnitudeType: typeof magType === "string" ? magType.toLowerCase() : "",
    },
    ...(updated === undefined || updated === null ? {} : { updatedAt: epochMsOf(numberValue(updated, `${path}.properties.updated`), `${path}.properties.updated`) }),
    ...(status === "deleted" ? { deleted: true } : {}),
  };
}
