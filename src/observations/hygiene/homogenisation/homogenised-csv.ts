import { quoteField } from "../../../formats/delimited-text.ts";
import { formatInstant } from "../../../seismicity/time.ts";
import type { HomogenisedEvent } from "./homogenise.ts";

const HEADER = "time,latitude,longitude,depth,mag,magType,id,magError,nativeMag,nativeMagType,basis,line,extrapolated,conversion";

/**
 * Converted events as a CSV that reads back as a catalog in Mw, with what each came from: `magError` is the standard error of
 * the conversion alone (0 for a native Mw, empty where it is not known). Events without a moment magnitude are left out.
 */
export function homogenisedCsv(events: readonly HomogenisedEvent[]): string {
  const lines = events.filter(({ basis }) => basis !== "unconverted").map(({ event, mw, conversionStandardError, basis, line, extrapolated, version }) => [
    formatInstant(event.time), event.latitude, event.longitude, Number.isNaN(event.depthKm) ? "" : event.depthKm, rounded(mw), "mw", quoteField(event.id),
    Number.isNaN(conversionStandardError) ? "" : rounded(conversionStandardError), event.magnitude, quoteField(event.magnitudeType), basis, line === null ? "" : quoteField(line), extrapolated, quoteField(version),
  ].join(","));
  return `${[HEADER, ...lines].join("\n")}\n`;
}

/** Beyond a thousandth of a magnitude there is nothing but the conversion's arithmetic. */
function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
