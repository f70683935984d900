import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { ARTIFACT_FOLDERS, artifactPath } from "../../ledger/artifact-store.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import type { Tables } from "./database-rows.ts";
import type { Leaf } from "./leaf.ts";
import type { Findings } from "./verification.ts";

/**
 * Every artifact's bytes against its digest, its row against its bytes, and both against the log: a digest that no entry names
 * vouches for nothing. A file that no row names is explained only when its name is its digest (a step that was cut off left it).
 */
export function checkArtifacts(workspace: string, tables: Tables, leaves: readonly Leaf[], findings: Findings): void {
  const named = new Set(leaves.flatMap(({ body }) => body.match(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g) ?? []));
  const known = new Set<string>();
  for (const row of tables.get("artifact") ?? []) {
    const [digest, kind, path] = [String(row["digest"]), String(row["kind"]), String(row["path"])];
    const name = `artifact ${digest.slice(0, 12)} (${path})`;
    findings.count("artifacts");
    if (!named.has(digest)) findings.problem(name, "no log entry names this digest");
    if (artifactPath(kind, digest) !== path) findings.problem(name, `an artifact of kind ${kind} with this digest does not lie there`);
    known.add(path);
    const file = join(workspace, path);
    if (!existsSync(file)) {
      findings.problem(name, "the file is missing");
      continue;
    }
    const bytes = readFileSync(file);
    const found = sha256Hex(bytes);
    if (bytes.byteLength !== row["byte_length"]) findings.problem(name, `it has ${bytes.byteLength} bytes where its row says ${row["byte_length"]}${bytes.byteLength < Number(row["byte_length"]) ? ": it was cut off" : ""}`);
    else if (found !== digest) findings.problem(name, `its bytes were changed: their SHA-256 is ${found}`);
  }
  for (const folder of ARTIFACT_FOLDERS) {
    if (!existsSync(join(workspace, folder))) continue;
    for (const entry of readdirSync(join(workspace, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = relative(workspace, join(entry.parentPath, entry.name)).replaceAll("\\", "/");
      if (known.has(path)) continue;
      const digest = path.split("/").slice(-2).join("").replace(/\.[^.]*$/, "");
      if (entry.name.endsWith(".unfinished") || digest === sha256Hex(readFileSync(join(workspace, path)))) findings.note(`${path} is in no row of the ledger: a step that was cut off left it`);
      else findings.problem(path, "a file that no row of the ledger names, and its name is not the digest of its bytes");
    }
  }
}
