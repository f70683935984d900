import { InputError } from "../seismicity/input-error.ts";
import { parseInstantUtcByFormat } from "../seismicity/time.ts";
import { type CatalogFormat, type CatalogRow, collectRows } from "./catalog-reading.ts";
import { depthKmOf, latitudeOf, longitudeOf, magnitudeOf, requireEarthquake } from "./event-fields.ts";
import { type QuakemlEvent, type QuakemlPart, visitQuakemlEvents } from "./quakeml-document.ts";

/**
 * QuakeML 1.2, Basic Event Description (Schorlemmer et al. 2011, Annals of Geophysics 54(1)). The origin and the magnitude of an event are
 * those of `preferredOriginID` and `preferredMagnitudeID`; where the event names none, the first in the document. Depths are
 * metres there and become km. Times without zone are UTC, as the standard says. The id is the `eventid` in the event's
 * publicID, else the last part of it. Other types than earthquake become rejected rows; `not existing` marks a withdrawn event.
 * Creation times say when an object was first made and not when it changed, so `updatedAt` is not set.
 */
export const quakeml: CatalogFormat = {
  id: "quakeml",
  title: "QuakeML 1.2, Basic Event Description",
  recognises: (head) => /^\s*</.test(head) && /<(?:\w+:)?quakeml\b/.test(head),
  read(text) {
    const rows = collectRows();
    visitQuakemlEvents(text, (event) => rows.add(event.line, () => `event ${event.publicId}`, () => readEvent(event)));
    return rows.finish("quakeml");
  },
};

function readEvent(event: QuakemlEvent): Omit<CatalogRow, "line"> {
  const type = event.texts.get("type") ?? "";
  const deleted = type === "not existing";
  if (!deleted) requireEarthquake(type, "type");
  const origin = preferred(event, "preferredOriginID", event.origins);
  const magnitude = preferred(event, "preferredMagnitudeID", event.magnitudes);
  return {
    event: {
      id: eventId(event.publicId),
      time: parseInstantUtcByFormat(origin.texts.get("time/value") ?? "", "origin/time"),
      longitude: longitudeOf(origin.texts.get("longitude/value") ?? "", "origin/longitude"),
      latitude: latitudeOf(origin.texts.get("latitude/value") ?? "", "origin/latitude"),
      depthKm: depthKmOf(origin.texts.get("depth/value") ?? "", "origin/depth") / 1000,
      magnitude: magnitudeOf(magnitude.texts.get("mag/value") ?? "", "magnitude/mag"),
      magnitudeType: (magnitude.texts.get("type") ?? "").toLowerCase(),
    },
    ...(deleted ? { deleted } : {}),
  };
}

function preferred(event: QuakemlEvent, field: string, parts: readonly QuakemlPart[]): QuakemlPart {
  const id = event.texts.get(field);
  const part = id === undefined || id === "" ? parts[0] : parts.find(({ publicId }) => publicId === id);
  if (part === undefined) {
    throw new InputError("missing from the event", { field, value: id ?? null, expected: "the publicID of an element of the same event" });
  }
  return part;
}

function eventId(publicId: string): string {
  const id = (/[?&;]eventid=([^&;#]+)/i.exec(publicId)?.[1] ?? publicId.split(/[/#]/).findLast((part) => part.trim() !== ""))?.trim();
  if (id === undefined || id === "") throw new InputError("missing value", { field: "event publicID", value: publicId, expected: "a resource identifier such as smi:local/event/1" });
  return id;
}
