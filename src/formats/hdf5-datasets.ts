/** The datasets of an HDF5 file of rates as they are in it, by name. Shapes are not checked. */
export type Hdf5Datasets = Readonly<Record<string, Hdf5Dataset>>;

export interface Hdf5Dataset {
  readonly shape: readonly number[];
  /** Row-major; numbers of any type as doubles, or texts. */
  readonly values: Float64Array | readonly string[];
}

/** Why a file was refused; the fields of an InputError without the file's name. */
export interface Hdf5Refusal {
  readonly problem: string;
  readonly field?: string;
  readonly value?: unknown;
  readonly expected?: string;
}

/** What the thread is asked. */
export type Hdf5Request =
  | { readonly read: Uint8Array; readonly names: readonly string[] }
  | { readonly write: Hdf5Datasets };

/** What it answers. After `failed` it is not asked again. */
export type Hdf5Answer =
  | { readonly datasets: Hdf5Datasets; readonly unused: readonly string[] }
  | { readonly bytes: Uint8Array }
  | { readonly refused: Hdf5Refusal }
  | { readonly failed: string };

/** Values of one dataset: 512 MB as doubles. A world of 0.1° cells has 6.5 million cells. */
export const MOST_VALUES = 2 ** 26;
/** Memory of the HDF5 library in a thread. */
export const LIBRARY_BYTES = 2 ** 30;
