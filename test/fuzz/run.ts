import { namedStream } from "../../src/numerics/random/named-stream.ts";
import { InputError } from "../../src/seismicity/input-error.ts";
import { mutate } from "./mutate.ts";
import type { FuzzedReader } from "./readers.ts";

/** What became of the mutations of one reader. */
export interface FuzzOutcome {
  readonly accepted: number;
  readonly refused: number;
  /** Each with the number of the mutation, by which {@link mutation} makes it again. */
  readonly faults: readonly { readonly index: number; readonly message: string }[];
}

/** The bytes of mutation `index`; the same on every machine. */
export function mutation(reader: FuzzedReader, index: number): Uint8Array {
  const sample = reader.samples[index % reader.samples.length]!;
  return mutate(sample, namedStream("fuzz", reader.name, index));
}

/** Gives mutations `from` to `to` − 1 to a reader. A fault is anything but acceptance or an InputError that names the file. */
export async function fuzz(reader: FuzzedReader, from: number, to: number): Promise<FuzzOutcome> {
  const faults: { index: number; message: string }[] = [];
  let accepted = 0;
  let refused = 0;
  for (let index = from; index < to; index++) {
    try {
      await reader.check(mutation(reader, index));
      accepted++;
    } catch (error) {
      if (error instanceof InputError && error.details.file !== undefined && error.details.file !== "rewritten") refused++;
      else faults.push({ index, message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
    }
  }
  return { accepted, refused, faults };
}
