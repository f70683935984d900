import { InputError } from "../seismicity/input-error.ts";

/** Header names of each quantity, lower case, in the order of columns of a file without header. */
const NAMES = {
  longitude: ["lon", "longitude"],
  latitude: ["lat", "latitude"],
  magnitude: ["mag", "magnitude", "m"],
  time: ["time_string", "time", "origin_time"],
  depth: ["depth", "depth_km"],
  catalogId: ["catalog_id", "cat_id", "realization_id"],
  eventId: ["event_id"],
} as const satisfies Readonly<Record<string, readonly string[]>>;
type Quantity = keyof typeof NAMES;
const QUANTITIES = Object.keys(NAMES) as Quantity[];

export const HEADER = "lon,lat,mag,time_string,depth,catalog_id,event_id";

/** Which column holds what. */
export interface CatalogForecastColumns {
  /** As the file calls them, in its order. */
  readonly names: readonly string[];
  /** Number of the column of each quantity, −1 where there is none (event ids alone may be left out). */
  readonly at: Readonly<Record<Quantity, number>>;
}

export const DEFAULT_COLUMNS: CatalogForecastColumns = columnsOf(HEADER.split(","));

/**
 * The columns that a first line names; undefined when it is a row of data.
 *
 * @throws InputError when it is neither: a name that is unknown or there twice, or one that is missing
 */
export function headerColumns(line: string, file: string): CatalogForecastColumns | undefined {
  const names = line.split(",").map((name) => name.trim().replace(/^"(.*)"$/, "$1"));
  if (!names.some((name) => /^[a-z_]+$/i.test(name) && !/^nan$/i.test(name))) return undefined;
  if (/^[-+.\d]/.test(names[0]!)) return undefined;
  names.forEach((name, column) => {
    const known = QUANTITIES.some((quantity) => isName(quantity, name));
    if (!known || names.findIndex((other) => other.toLowerCase() === name.toLowerCase()) !== column) throw new InputError("unknown or repeated header", { file, line: 1, field: `column ${column + 1}`, value: name, expected: HEADER });
  });
  const columns = columnsOf(names);
  for (const quantity of QUANTITIES) {
    const count = names.filter((name) => isName(quantity, name)).length;
    if (count > 1 || (count === 0 && quantity !== "eventId")) throw new InputError(`${count} columns for the ${quantity}`, { file, line: 1, field: "header", value: line, expected: NAMES[quantity].join(" or ") });
  }
  return columns;
}

function columnsOf(names: readonly string[]): CatalogForecastColumns {
  const at = Object.fromEntries(QUANTITIES.map((quantity) => [quantity, names.findIndex((name) => isName(quantity, name))]));
  return { names, at: at as Record<Quantity, number> };
}

function isName(quantity: Quantity, name: string): boolean {
  return (NAMES[quantity] as readonly string[]).includes(name.toLowerCase());
}
