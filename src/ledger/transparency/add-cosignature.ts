import { InputError } from "../../seismicity/input-error.ts";
import type { Ledger } from "../ledger.ts";
import { openCheckpoint } from "./checkpoint.ts";
import { formatSignature, isBy, parseVerifierKey, SIGNATURE_TYPE, verifyCosignature, type VerifierKey } from "./signed-note.ts";

/**
 * Takes a witness's cosignatures from a cosigned checkpoint into the ledger, for the next publication.
 *
 * @returns how many were new
 * @throws InputError when the note is not one of this log's checkpoints, or has no valid line by the witness
 */
export function addCosignature(ledger: Ledger, note: string, witnessKey: VerifierKey): { readonly treeSize: number; readonly added: number; readonly timesSeconds: readonly number[] } {
  if (witnessKey.type !== SIGNATURE_TYPE.cosignature) throw new InputError("not the key of a witness", { value: witnessKey.text, expected: "a cosignature key (type 4)" });
  return ledger.transaction((writer) => {
    const remembered = ledger.checkpoints();
    const logKeys = [...new Set(remembered.map(({ verifierKey }) => verifierKey))].map(parseVerifierKey);
    const opened = openCheckpoint(note, logKeys, [witnessKey]);
    const treeSize = opened.checkpoint.size;
    if (!remembered.some((record) => record.treeSize === treeSize && record.note.startsWith(`${opened.note.text}\n`))) throw new InputError("not a checkpoint that this ledger remembers", { field: "size", value: treeSize, expected: "one that this log signed" });
    const lines = opened.note.signatures.filter((signature) => isBy(signature, witnessKey));
    if (lines.length === 0) throw new InputError("the note has no line by this witness", { value: witnessKey.text });
    const known = ledger.cosignatures().filter((record) => record.treeSize === treeSize && record.verifierKey === witnessKey.text);
    const timesSeconds = lines.map((line) => verifyCosignature(opened.note.text, line, witnessKey)!);
    const fresh = lines.filter((_, place) => !known.some((record) => record.timeSeconds === timesSeconds[place]));
    for (const line of fresh) writer.cosignature({ treeSize, verifierKey: witnessKey.text, timeSeconds: timesSeconds[lines.indexOf(line)]!, line: formatSignature(line) });
    return { treeSize, added: fresh.length, timesSeconds };
  });
}
