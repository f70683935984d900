import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { utf8Text } from "../../formats/utf-8.ts";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import { decodeBase64 } from "../../ledger/transparency/base64.ts";
import { type Leaf, readLeaf } from "../verify/leaf.ts";
import { messageOf } from "../verify/message.ts";
import type { Findings } from "../verify/verification.ts";
import { BUNDLES } from "./publish-bundles.ts";
import { type PrunedTree } from "./pruned-tree.ts";

/** Files of a bundle that its index names. */
export const INDEXED_FILES = [
  "policy.json", "registry.json", "windows.jsonl", "forecasts.jsonl", "truth.jsonl", "scores.jsonl", "pooled-simulations.json", "environment.json", "evidence.json", "decision.json",
] as const;

const OTHER_FILES = ["bundle.json", "record.dsse.json", "proofs/entries.jsonl", "proofs/decision.tlog-proof", "log.vkey", "checkpoint"] as const;

export type BundleText = Readonly<Record<(typeof INDEXED_FILES)[number] | (typeof OTHER_FILES)[number], string>>;

/** Reads a bundle's files and compares those that the index names with it. @returns undefined when some cannot be read or there is no bundle. */
export function readBundle(folder: string, name: string, findings: Findings): BundleText | undefined {
  if (!existsSync(join(folder, "bundle.json"))) {
    findings.lacking(`${name}/bundle.json`, `the file is missing: is this a folder of ${BUNDLES}/?`);
    return undefined;
  }
  const expected = new Set<string>([...INDEXED_FILES, ...OTHER_FILES]);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/");
    if (entry.isFile() && !expected.has(path)) findings.problem(`${name}/${path}`, "no file of a bundle");
  }
  const texts: [string, string][] = [];
  for (const path of expected) {
    try {
      texts.push([path, utf8Text(readFileSync(join(folder, path)), {})]);
    } catch (error) {
      findings.problem(`${name}/${path}`, `it cannot be read: ${messageOf(error)}`);
    }
  }
  if (texts.length < expected.size) return undefined;
  const bundle = Object.fromEntries(texts) as BundleText;
  return indexHolds(bundle, name, findings) ? bundle : undefined;
}

function indexHolds(bundle: BundleText, name: string, findings: Findings): boolean {
  let files: unknown;
  try {
    const index = JSON.parse(bundle["bundle.json"]) as { format?: unknown; files?: unknown };
    if (canonicalJson(index) !== bundle["bundle.json"]) throw new Error("it is not canonical JSON");
    if (index.format !== "quakegate/evidence-bundle/1") throw new Error(`a format that is not known: ${JSON.stringify(index.format)}`);
    files = index.files;
  } catch (error) {
    findings.problem(`${name}/bundle.json`, messageOf(error));
    return false;
  }
  const stated = new Map(Object.entries(files ?? {}));
  let holds = true;
  for (const path of INDEXED_FILES) {
    findings.count("files");
    if (stated.get(path) === sha256Hex(bundle[path])) continue;
    findings.problem(`${name}/${path}`, "its SHA-256 is not the one in bundle.json");
    holds = false;
  }
  if (stated.size !== INDEXED_FILES.length) findings.problem(`${name}/bundle.json`, "it names files that are no part of a bundle, or lacks some");
  return holds;
}

/** Entries with the hashes of all others. @throws Error when the text is not that. */
export function readEntries(text: string): { readonly tree: PrunedTree; readonly leaves: readonly Leaf[] } {
  const [head, ...rows] = readLines(text) as [{ size: number; hashes: string[] }, ...{ index: number; entry: unknown }[]];
  const leaves = rows.map(({ index, entry }) => {
    const leaf = readLeaf(canonicalJson(entry), index);
    if (typeof leaf === "string") throw new Error(`entry ${index} ${leaf}`);
    return leaf;
  });
  if (leaves.some(({ entry }, place) => place > 0 && !(entry > leaves[place - 1]!.entry))) throw new Error("the entries are not in the order of the log");
  return { tree: { size: head.size, entries: new Map(leaves.map(({ entry, body }) => [entry, body])), hashes: head.hashes.map((hash) => decodeBase64(hash, "hash")) }, leaves };
}

/** Values of a JSON-lines text whose lines are canonical. @throws Error for anything else. */
export function readLines(text: string): unknown[] {
  if (text !== "" && !text.endsWith("\n")) throw new Error("the last line is cut off");
  return text.split("\n").slice(0, -1).map((line, place) => {
    const value = JSON.parse(line) as unknown;
    if (canonicalJson(value) !== line) throw new Error(`line ${place + 1} is not canonical JSON`);
    return value;
  });
}
