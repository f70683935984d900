import { InputError } from "../seismicity/input-error.ts";
import { epochOfCalendarTime } from "./calendar-time.ts";
import { type CatalogFormat, collectRows } from "./catalog-reading.ts";
import { parseDecimal } from "./decimal-text.ts";
import { depthKmOf, latitudeOf, longitudeOf, magnitudeOf } from "./event-fields.ts";

const LINES_PER_EVENT = 5;
const HYPOCENTRE = /^.{4} *(\d{4})\/(\d\d)\/(\d\d) +(\d\d?):(\d\d?):(\d\d?(?:\.\d*)?) *$/;

/**
 * The `ndk` format of the Global CMT project (Ekström et al. 2012): five lines of fixed columns an event. Time and place are those of
 * the hypocentre, UTC as the project says, and not of the centroid; the magnitude is Mw = 2/3 (log10 M0 − 9.1) of the scalar
 * moment M0 in N·m; the id is the event's CMT name.
 */
export const ndk: CatalogFormat = {
  id: "ndk",
  title: "ndk of the Global CMT project, five lines an event",
  recognises: (head) => {
    const [first = "", , third = ""] = head.split(/\r?\n/);
    return HYPOCENTRE.test(first.slice(0, 26)) && third.startsWith("CENTROID:");
  },
  read(text) {
    const lines = text.split(/\r?\n/);
    while (lines.length > 0 && lines.at(-1)!.trim() === "") lines.pop();
    if (lines.length % LINES_PER_EVENT !== 0) {
      throw new InputError("file is cut off in its last event", { line: lines.length, field: "number of lines", value: lines.length, expected: `a multiple of ${LINES_PER_EVENT}` });
    }
    const rows = collectRows();
    for (let start = 0; start < lines.length; start += LINES_PER_EVENT) {
      const [hypocentre, names, centroid, tensor, principal] = lines.slice(start, start + LINES_PER_EVENT) as [string, string, string, string, string];
      rows.add(start + 1, () => [hypocentre, names, centroid, tensor, principal].join("\n"), () => {
        const match = HYPOCENTRE.exec(hypocentre.slice(0, 26));
        if (match === null) throw new InputError("not a date and time", { field: "first line, columns 6 to 26", value: hypocentre.slice(5, 26), expected: "2005/01/01 01:20:05.4" });
        if (!centroid.startsWith("CENTROID:")) throw new InputError("lines are out of step", { field: "third line", value: centroid, expected: "CENTROID:" });
        const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [number, number, number, number, number, number];
        const id = names.slice(0, 16).trim();
        if (id === "") throw new InputError("event name is missing", { field: "second line, columns 1 to 16", value: names.slice(0, 16), expected: "a name such as C200501010120A" });
        return {
          event: {
            id,
            time: epochOfCalendarTime({ year, month, day, hour, minute, second }, "first line, columns 6 to 26"),
            latitude: latitudeOf(hypocentre.slice(27, 33).trim(), "first line, columns 28 to 33"),
            longitude: longitudeOf(hypocentre.slice(34, 41).trim(), "first line, columns 35 to 41"),
            depthKm: depthKmOf(hypocentre.slice(42, 47).trim(), "first line, columns 43 to 47"),
            magnitude: magnitudeOf(momentMagnitude(principal.slice(49, 56).trim(), tensor.slice(0, 2)), "fifth line, scalar moment"),
            magnitudeType: "mw",
          },
        };
      });
    }
    return rows.finish("ndk");
  },
};

/** @param exponent Of ten, for the moment in dyne·cm; 1 N·m is 10^7 of them. */
function momentMagnitude(moment: string, exponent: string): number {
  if (!/^\d\d$/.test(exponent)) throw new InputError("not an exponent", { field: "fourth line, columns 1 to 2", value: exponent, expected: "two digits" });
  const mantissa = parseDecimal(moment, "fifth line, columns 50 to 56");
  if (!(mantissa > 0)) throw new InputError("scalar moment is not positive", { field: "fifth line, columns 50 to 56", value: mantissa, expected: "more than 0" });
  return (2 / 3) * (Math.log10(mantissa) + Number(exponent) - 7 - 9.1);
}
