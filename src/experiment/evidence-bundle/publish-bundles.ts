import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { flushFolder, writeFileAtomically } from "../../ledger/artifact-store.ts";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import { encodeBase64 } from "../../ledger/transparency/base64.ts";
import { parseCheckpoint } from "../../ledger/transparency/checkpoint.ts";
import { inclusionProof } from "../../ledger/transparency/merkle.ts";
import { parseNote } from "../../ledger/transparency/signed-note.ts";
import { subtreesOfTiles } from "../../ledger/transparency/tiles.ts";
import { formatTlogProof } from "../../ledger/transparency/tlog-proof.ts";
import type { Session } from "../run.ts";
import { type Leaf, readLeaves } from "../verify/leaf.ts";
import { loggedExperiments } from "../verify/log-rules.ts";
import { findings } from "../verify/verification.ts";
import { bundleFiles, bundleIndex, entriesOf } from "./bundle-files.ts";
import { decisionStatement } from "./decision-record.ts";
import { seal } from "./dsse.ts";
import { evaluatorPem } from "./evaluator-key.ts";
import { pruneTree, type PrunedTree } from "./pruned-tree.ts";
import { subjectOf } from "./rederive.ts";

/** Where the bundles of a site stand, a folder a decision. */
export const BUNDLES = "decisions";

/**
 * Writes an evidence bundle for every decision that has none. A bundle never changes: it carries the checkpoint under which it
 * was first published. A folder appears as a whole or not at all.
 *
 * @param note the checkpoint that the site shows
 * @returns how many were written
 */
export function publishBundles({ experiment, ledger }: Pick<Session, "experiment" | "ledger">, note: string): number {
  const root = join(experiment.workspace, "reports", BUNDLES);
  if (existsSync(root)) for (const name of readdirSync(root)) if (name.endsWith(UNFINISHED)) rmSync(join(root, name), { recursive: true, force: true });
  const due = ledger.decisions().filter(({ decisionId }) => !existsSync(join(root, decisionId)));
  if (due.length === 0) return 0;
  const pem = evaluatorPem(experiment.workspace);
  const found = findings();
  const leaves = readLeaves(ledger.log().map(({ body }) => body), found);
  const experiments = loggedExperiments(leaves, found);
  const { size } = parseCheckpoint(parseNote(note).text);
  // Without the lines of witnesses, whose keys a bundle does not carry.
  const { note: ownNote, verifierKey } = ledger.checkpoints().find(({ treeSize }) => treeSize === size)!;
  const subtrees = subtreesOfTiles(ledger.tiles(), size);
  for (const record of due) {
    const leaf = leaves[record.entry]!;
    const registered = experiments.filter(({ entry }) => entry < record.entry).at(-1)!;
    const entries = entriesOf(leaves, leaf, registered, subjectOf(record).horizonDays);
    const files = bundleFiles(ledger, record, registered, entries);
    const index = bundleIndex(record.decisionId, files);
    const statement = decisionStatement(record.body, index, record.entry, entries.filter(({ kind }) => kind === "decision"));
    const tree = pruneTree(subtrees, size, new Map(entries.map(({ entry, body }) => [entry, body])));
    writeFolder(join(root, record.decisionId), new Map([
      ...files,
      ["bundle.json", index],
      ["record.dsse.json", canonicalJson(seal(statement, pem))],
      ["proofs/entries.jsonl", entriesText(tree, entries)],
      ["proofs/decision.tlog-proof", formatTlogProof({ index: record.entry, hashes: inclusionProof(subtrees, record.entry, size), note: ownNote, entry: Buffer.from(leaf.body, "utf8") })],
      ["log.vkey", `${verifierKey}\n`],
      ["checkpoint", ownNote],
    ]));
  }
  return due.length;
}

const UNFINISHED = ".unfinished";

/** A line with the tree's size and the hashes of what is left out, then a line an entry. */
function entriesText({ size, hashes }: PrunedTree, entries: readonly Leaf[]): string {
  const rows = entries.map(({ entry, kind, subject, at, content }) => ({ index: entry, entry: { kind, subject, at, content } }));
  return [{ size, hashes: hashes.map(encodeBase64) }, ...rows].map((row) => `${canonicalJson(row)}\n`).join("");
}

function writeFolder(folder: string, files: ReadonlyMap<string, string>): void {
  const unfinished = `${folder}${UNFINISHED}`;
  for (const [path, text] of files) writeFileAtomically(join(unfinished, path), text);
  renameSync(unfinished, folder);
  flushFolder(dirname(folder));
}
