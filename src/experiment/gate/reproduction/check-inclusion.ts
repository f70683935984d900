import { leafHash } from "../../../ledger/leaf-hash.ts";
import type { Ledger } from "../../../ledger/ledger.ts";
import { openCheckpoint } from "../../../ledger/transparency/checkpoint.ts";
import { hashLeaf, inclusionProof, sameHash, treeRoot, verifyInclusion } from "../../../ledger/transparency/merkle.ts";
import { parseVerifierKey } from "../../../ledger/transparency/signed-note.ts";
import { subtreesOfTiles } from "../../../ledger/transparency/tiles.ts";
import { messageOf } from "../../verify/message.ts";
import type { RestsOn } from "./rests-on.ts";
import type { Faults } from "./faults.ts";
import type { ReproductionRequest } from "./record-reproduction.ts";

/** The text of every entry that evidence rests on, proven to stand under the head of the log; and the head, to go on from the newest checkpoint that was signed. */
export function checkInclusion(ledger: Ledger, { entries, log }: Pick<RestsOn, "entries" | "log">, head: ReproductionRequest["head"], faults: Faults): void {
  const subtrees = subtreesOfTiles(ledger.tiles(), head.entries);
  const root = Buffer.from(head.headDigest, "hex");
  if (!sameHash(treeRoot(subtrees, head.entries), root)) faults.add("QUARANTINE.INTEGRITY", `the log of ${head.entries} entries has another head than a moment ago`);
  for (const index of entries) {
    const entry = log[index];
    if (entry === undefined || entry.entry !== index) {
      faults.add("FAIL.PROVENANCE", `log entry ${index} is not there`);
      continue;
    }
    if (entry.leafHash !== leafHash(entry.body) || !isAsItsBodySays(entry)) faults.add("QUARANTINE.INTEGRITY", `log entry ${index} (${entry.kind} ${entry.subject}) was changed: its hash or columns are not those of its text`);
    else if (!verifyInclusion(hashLeaf(Buffer.from(entry.body, "utf8")), index, head.entries, inclusionProof(subtrees, index, head.entries), root)) faults.add("FAIL.PROVENANCE", `log entry ${index} (${entry.kind} ${entry.subject}) does not stand under the head of the log`);
  }
  faults.count("entries proven", entries.length);
  const newest = ledger.checkpoints().filter(({ treeSize }) => treeSize <= head.entries).at(-1);
  if (newest === undefined) return;
  try {
    const { checkpoint } = openCheckpoint(newest.note, [parseVerifierKey(newest.verifierKey)]);
    if (!sameHash(treeRoot(subtrees, checkpoint.size), checkpoint.root)) faults.add("FAIL.PROVENANCE", `the log does not go on from the checkpoint of ${checkpoint.size} entries that was signed`);
    faults.count("entries under a signed checkpoint", entries.filter((index) => index < checkpoint.size).length);
  } catch (error) {
    faults.add("FAIL.PROVENANCE", `the newest checkpoint does not hold: ${messageOf(error)}`);
  }
}

function isAsItsBodySays({ kind, subject, at, body }: RestsOn["log"][number]): boolean {
  try {
    const said = JSON.parse(body) as { readonly kind: unknown; readonly subject: unknown; readonly at: unknown };
    return said.kind === kind && said.subject === subject && said.at === at;
  } catch {
    return false;
  }
}
