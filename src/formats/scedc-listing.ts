import { InputError } from "../seismicity/input-error.ts";
import { epochOfCalendarTime } from "./calendar-time.ts";
import { type CatalogFormat, type CatalogRow, collectRows } from "./catalog-reading.ts";
import { parseDecimal } from "./decimal-text.ts";
import { depthKmOf, latitudeOf, longitudeOf, magnitudeOf, requireEarthquake } from "./event-fields.ts";

/** A listing ends by saying how many rows it has. */
const FOOTER = /^### Number of rows returned:\s*(\d+)\s*$/m;
/** What the two forms call their columns, in a comment before the rows. */
const HEADERS = { scecDc: /^#YYY\/MM\/DD HH:mm:SS\.ss ET/m, scsn: /^#YYY MM DD {2}HH mm SS\.ss/m } as const;

/**
 * The yearly listings of the Southern California Earthquake Data Center, in both published forms: SCEC_DC (date, time, event type,
 * in later years geographic type, magnitude, its type, place, depth, quality, event id, …) and SCSN (degrees and minutes; no event
 * type). Times are UTC by the format's definition. Local and regional earthquakes (`le`, `re`, before 2015-09) are earthquakes;
 * quarry blasts become rejected rows. In the SCSN form depth has two decimals, and the number of phases may follow without a blank.
 *
 * @throws InputError when the listing does not end with its number of rows, or holds another number: it was cut short.
 */
export const scedcListing: CatalogFormat = {
  id: "scedc-listing",
  title: "yearly listing of the Southern California Earthquake Data Center, SCEC_DC or SCSN form",
  recognises: (head) => HEADERS.scecDc.test(head) || HEADERS.scsn.test(head),
  read(text) {
    const readRow = HEADERS.scecDc.test(text) ? readScecDc : readScsn;
    const rows = collectRows();
    let count = 0;
    text.split("\n").forEach((untrimmed, index) => {
      const row = untrimmed.trimEnd();
      if (row === "" || row.startsWith("#") || row.startsWith("year:")) return;
      count++;
      rows.add(index + 1, () => row, () => readRow(row));
    });
    requireWhole(text, count);
    return rows.finish("scedc-listing");
  },
};

function requireWhole(text: string, count: number): void {
  const footer = FOOTER.exec(text);
  if (footer === null) throw new InputError("the listing is cut off", { field: "last line", value: text.slice(text.lastIndexOf("\n") + 1), expected: "### Number of rows returned, at the end" });
  if (Number(footer[1]) !== count) throw new InputError("the listing does not hold as many rows as it says", { field: "number of rows returned", value: Number(footer[1]), expected: `${count}, the number of rows` });
}

function readScecDc(row: string): Omit<CatalogRow, "line"> {
  const [date = "", time = "", type = "", ...rest] = row.trim().split(/\s+/);
  // A geographic type, which is a letter, stands before the magnitude in listings after 2015-09.
  const [magnitude = "", magnitudeType = "", latitude = "", longitude = "", depth = "", , id = ""] = /^[a-z]$/i.test(rest[0] ?? "") ? rest.slice(1) : rest;
  const [year, month, day] = numbersOf(date, "/", "date");
  const [hour, minute, second] = numbersOf(time, ":", "time");
  if (!/^(?:le|re)$/.test(type)) requireEarthquake(type, "ET");
  return {
    event: {
      id: idOf(id),
      time: epochOfCalendarTime({ year: year!, month: month!, day: day!, hour: hour!, minute: minute!, second: second! }, "time"),
      longitude: longitudeOf(longitude, "LON"), latitude: latitudeOf(latitude, "LAT"), depthKm: depthKmOf(depth, "DEPTH"),
      magnitude: magnitudeOf(magnitude, "MAG"), magnitudeType: magnitudeType.toLowerCase(),
    },
  };
}

const SCSN_ROW = /^(\d{4}) (\d\d) (\d\d) +(\d\d) (\d\d) +(\d{1,2}\.\d+) +(-?)(\d+) +(\d+\.\d+) *(-?)(\d+) +(\d+\.\d+) +\S +(-?\d+\.\d) +(-?\d+\.\d\d) *\d+ +\d+\.\d+ +(\d+)$/;

function readScsn(row: string): Omit<CatalogRow, "line"> {
  const match = SCSN_ROW.exec(row);
  if (match === null) throw new InputError("not a row of the SCSN form", { value: row, expected: "date, time, latitude and longitude in degrees and minutes, quality, magnitude, depth, phases, residual, event id" });
  const [, year, month, day, hour, minute, second, south, latitudeDegrees, latitudeMinutes, west, longitudeDegrees, longitudeMinutes, magnitude, depth, id] = match as unknown as string[];
  return {
    event: {
      id: idOf(id!),
      time: epochOfCalendarTime({ year: Number(year), month: Number(month), day: Number(day), hour: Number(hour), minute: Number(minute), second: Number(second) }, "time"),
      longitude: longitudeOf(decimalDegrees(west!, longitudeDegrees!, longitudeMinutes!), "longitude"),
      latitude: latitudeOf(decimalDegrees(south!, latitudeDegrees!, latitudeMinutes!), "latitude"),
      depthKm: depthKmOf(depth!, "depth"), magnitude: magnitudeOf(magnitude!, "magnitude"), magnitudeType: "",
    },
  };
}

/** To five decimals, which hold hundredths of a minute apart. */
function decimalDegrees(sign: string, degrees: string, minutes: string): number {
  return Number(((sign === "-" ? -1 : 1) * (Number(degrees) + Number(minutes) / 60)).toFixed(5));
}

function numbersOf(text: string, separator: string, field: string): number[] {
  const parts = text.split(separator);
  if (parts.length !== 3) throw new InputError("not a date or time", { field, value: text, expected: `three numbers separated by ${separator}` });
  return parts.map((part) => parseDecimal(part, field));
}

function idOf(text: string): string {
  if (!/^\d+$/.test(text)) throw new InputError("event id is missing", { field: "EVID", value: text, expected: "digits" });
  return text;
}
