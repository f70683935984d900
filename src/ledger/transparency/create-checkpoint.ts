import { InputError } from "../../seismicity/input-error.ts";
import type { Ledger } from "../ledger.ts";
import { parseCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { sameHash, treeRoot } from "./merkle.ts";
import { type NoteSigner, parseNote } from "./signed-note.ts";
import { subtreesOfTiles } from "./tiles.ts";
import { verifyStoredTree } from "./verify-stored-log.ts";

/**
 * Signs the log as it stands and remembers the checkpoint; of a log that has not grown the remembered one is returned. Before
 * anything is signed, the entries since the last checkpoint are hashed again, and the log must still contain that checkpoint.
 *
 * @returns the signed note
 * @throws InputError when the ledger contradicts itself or its last checkpoint: nothing is signed.
 */
export function createCheckpoint(ledger: Ledger, signer: NoteSigner): string {
  return ledger.transaction((writer) => {
    const size = ledger.logSize();
    const last = ledger.checkpoints().at(-1);
    const subtrees = subtreesOfTiles(ledger.tiles(), size);
    const [problem] = verifyStoredTree(ledger, last?.treeSize ?? 0);
    if (problem !== undefined) throw new InputError(`the ledger was changed: ${problem.message}; no checkpoint was signed`, { field: problem.object });
    if (last !== undefined) {
      const { root, size: lastSize } = parseCheckpoint(parseNote(last.note).text);
      if (lastSize > size || !sameHash(treeRoot(subtrees, lastSize), root)) {
        throw new InputError("the log no longer contains the last checkpoint that it signed; no checkpoint was signed", { field: "checkpoint", value: lastSize, expected: "the same entries, and more" });
      }
      if (lastSize === size && last.verifierKey === signer.verifierKey.text) return last.note;
    }
    const note = signCheckpoint({ origin: signer.verifierKey.name, size, root: treeRoot(subtrees, size) }, signer);
    writer.checkpoint({ treeSize: size, verifierKey: signer.verifierKey.text, note });
    return note;
  });
}
