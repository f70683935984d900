// The entry for browsers, not `h5wasm/node`: its file system is in memory, so that a file that names others reads nothing of this machine.
import { Dataset, File, Group, ready } from "h5wasm";
import { type Hdf5Dataset, type Hdf5Datasets, type Hdf5Refusal, MOST_VALUES } from "./hdf5-datasets.ts";

const library = await ready;

/** Where the file stands in the library's own file system. */
const PLACE = "/forecast.hdf5";
/** HDF5's numbers of its types and filters. */
const TYPES = { integer: 0, float: 1, text: 3, enumeration: 8 } as const;
const FILTERS = { gzip: 1, shuffle: 2, fletcher32: 3 } as const;
/** A byte of gzip stands for at most this many (RFC 1951: 258 bytes in two bits). */
const MOST_PER_GZIP_BYTE = 1032;
/** Rates of so many values are compressed together. */
const CHUNK_VALUES = 2 ** 16;

/** Thrown for a file that the library reads and that is no forecast. */
export class Refused extends Error {
  readonly refusal: Hdf5Refusal;

  constructor(refusal: Hdf5Refusal) {
    super(refusal.problem);
    this.refusal = refusal;
  }
}

/**
 * The datasets of the given names that are there, in the root of an HDF5 file or in its only group, and the names of others.
 * Runs in a thread of its own, as the library may trap, loop or ask for memory without end on a damaged file.
 *
 * @throws Refused for links to other files, virtual datasets, types that are neither number nor text, or sizes that the file cannot hold;
 *   anything else when the library fails
 */
export function readDatasets(bytes: Uint8Array, names: readonly string[]): { datasets: Hdf5Datasets; unused: string[] } {
  const { FS } = library;
  FS.writeFile(PLACE, bytes);
  const file = new File(PLACE, "r");
  try {
    if (file.file_id < 0n) throw new Refused({ problem: "HDF5 file is damaged or cut off", expected: "a file that the HDF5 library can open" });
    const group = forecastGroup(file, names);
    const found = group.keys();
    const datasets = Object.fromEntries(names.filter((name) => found.includes(name)).map((name) => [name, readDataset(group, name, bytes.length)]));
    return { datasets, unused: found.filter((name) => !names.includes(name)) };
  } finally {
    file.close();
    FS.unlink(PLACE);
  }
}

/** A file of these datasets: doubles, the larger ones compressed with gzip, whose checksum shows damage; and fixed-length ASCII texts. */
export function writeDatasets(datasets: Hdf5Datasets): Uint8Array {
  const { FS } = library;
  const file = new File(PLACE, "w");
  for (const [name, { shape, values }] of Object.entries(datasets)) {
    const common = { name, shape: [...shape], data: values as Float64Array | string[] };
    if (!(values instanceof Float64Array)) file.create_dataset({ ...common, dtype: `A${1 + values.reduce((most, { length }) => Math.max(most, length), 0)}` });
    else if (shape.length === 1 && shape[0] === 1) file.create_dataset({ ...common, dtype: "<d" });
    else file.create_dataset({ ...common, dtype: "<d", chunks: chunksOf(shape), compression: "gzip" });
  }
  file.close();
  const bytes = FS.readFile(PLACE);
  FS.unlink(PLACE);
  return bytes;
}

function chunksOf([first = 1, ...rest]: readonly number[]): number[] {
  const row = rest.reduce((product, length) => product * length, 1);
  return [Math.min(first, Math.max(1, Math.floor(CHUNK_VALUES / row))), ...rest];
}

function forecastGroup(file: File, names: readonly string[]): Group {
  const keys = file.keys();
  if (keys.some((key) => names.includes(key))) return file;
  const groups = keys.flatMap((key) => {
    const entity = file.get(key);
    return entity instanceof Group ? [entity] : [];
  });
  if (groups.length === 1) return groups[0]!;
  throw new Refused({ problem: "no forecast in the file", field: "datasets", value: keys.slice(0, 20), expected: `${names.join(", ")}, in the root or in one group` });
}

function readDataset(group: Group, name: string, fileBytes: number): Hdf5Dataset {
  const dataset = group.get(name);
  if (!(dataset instanceof Dataset)) throw new Refused({ problem: "no dataset of the file itself", field: name, expected: "a dataset, not a group or a link to another file" });
  const { shape, type, size, signed, vlen, total_size: count, virtual_sources: sources, enum_type: enumeration } = dataset.metadata;
  if (sources !== undefined) throw new Refused({ problem: "dataset lies in other files", field: name, expected: "a dataset that is no virtual one" });
  if (shape === null || !(count >= 0 && count <= MOST_VALUES)) throw new Refused({ problem: "dataset is too large or has no size", field: name, value: shape, expected: `at most ${MOST_VALUES} values` });
  const filters = dataset.filters.map(({ id }) => id);
  const foreign = dataset.filters.find(({ id }) => !(Object.values(FILTERS) as number[]).includes(id));
  if (foreign !== undefined) throw new Refused({ problem: "compression is not supported", field: name, value: foreign.name || foreign.id, expected: Object.keys(FILTERS).join(", ") });
  const mostBytes = fileBytes * (filters.includes(FILTERS.gzip) ? MOST_PER_GZIP_BYTE : 1);
  if (count * size > mostBytes) throw new Refused({ problem: "dataset is larger than what the file holds: it was not written to its end", field: name, value: shape, expected: `at most ${mostBytes} bytes in a file of ${fileBytes}` });
  const place = { shape: [...shape] };
  if (type === TYPES.text) return { ...place, values: vlen ? readTexts(dataset, name, count) : splitTexts(readBytes(dataset, name, count * size), size) };
  const isInteger = type === TYPES.integer || (type === TYPES.enumeration && enumeration?.type === TYPES.integer);
  const numbers = `${type === TYPES.float ? "float" : isInteger ? (signed ? "int" : "uint") : ""}${8 * size}`;
  if (isNumbers(numbers)) return { ...place, values: toDoubles(readBytes(dataset, name, count * size), numbers) };
  throw new Refused({ problem: "dataset holds neither numbers nor texts", field: name, value: `HDF5 type ${type} of ${size} bytes`, expected: "floating point of 32 or 64 bits, integers, or texts" });
}

/** Not `dataset.value`, which hands on whatever is in memory when the library could not read. */
function readBytes({ file_id, path }: Dataset, name: string, length: number): Uint8Array<ArrayBuffer> {
  const pointer = library._malloc(Math.max(1, length));
  if (pointer === 0) throw new Error(`no memory for the ${length} bytes of ${name}`);
  try {
    const status = library.get_dataset_data(file_id, path, null, null, null, BigInt(pointer));
    if (status < 0) throw new Refused({ problem: "dataset is damaged or cut off", field: name, expected: "data that the HDF5 library can read" });
    return Uint8Array.from(library.HEAPU8.subarray(pointer, pointer + length));
  } finally {
    library._free(pointer);
  }
}

/** Of fixed length: what stands before the first zero, without blanks at the end. */
function splitTexts(bytes: Uint8Array, size: number): string[] {
  return Array.from({ length: bytes.length / size }, (_, index) => Buffer.from(bytes.subarray(index * size, (index + 1) * size)).toString("latin1").replace(/\0.*$/s, "").trimEnd());
}

/** Of variable length: the library gives addresses. */
function readTexts(dataset: Dataset, name: string, count: number): string[] {
  const addresses = new Uint32Array(readBytes(dataset, name, 4 * count).buffer);
  return Array.from(addresses, (address) => (address === 0 ? "" : library.UTF8ToString(address)));
}

const NUMBERS = {
  float64: Float64Array, float32: Float32Array, int8: Int8Array, uint8: Uint8Array, int16: Int16Array, uint16: Uint16Array, int32: Int32Array, uint32: Uint32Array, int64: BigInt64Array, uint64: BigUint64Array,
} as const;

function isNumbers(name: string): name is keyof typeof NUMBERS {
  return name in NUMBERS;
}

function toDoubles({ buffer }: Uint8Array<ArrayBuffer>, type: keyof typeof NUMBERS): Float64Array {
  return type === "float64" ? new Float64Array(buffer) : Float64Array.from(new NUMBERS[type](buffer) as ArrayLike<number | bigint>, Number);
}
