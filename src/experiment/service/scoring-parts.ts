import { decodeSealedMixture, isSealedMixture, partsOf } from "../../formats/sealed-mixture.ts";
import type { Ledger } from "../../ledger/ledger.ts";

/** Bytes of the sealed forecasts that a sealed mixture is made of, by digest. */
export type SealedParts = Readonly<Record<string, Uint8Array>>;

/** The parts of what is sealed under these bytes; none of a forecast that is whole by itself. @throws InputError when one is not in the ledger */
export function sealedParts(ledger: Pick<Ledger, "read">, bytes: Uint8Array, file?: string): SealedParts {
  return isSealedMixture(bytes) ? Object.fromEntries(partsOf(decodeSealedMixture(bytes, file)).map((digest) => [digest, ledger.read(digest)])) : {};
}
