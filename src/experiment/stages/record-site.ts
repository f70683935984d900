import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomically } from "../../ledger/artifact-store.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { treeRoot } from "../../ledger/transparency/merkle.ts";
import { subtreesOfTiles } from "../../ledger/transparency/tiles.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import type { SitePage } from "../../publish/publish-site.ts";
import { MANIFEST_PATH, type ManifestFile, manifestText, type SiteManifest, siteManifest } from "../../publish/site-manifest.ts";
import { KEY_ENTRY } from "../../ledger/keys/key-state.ts";
import type { LogEntry } from "../../ledger/records.ts";
import { EVALUATOR } from "../evidence-bundle/evaluator-key.ts";
import type { Session } from "../run.ts";

/** Kind of the log entries that name a published site. */
export const SITE_ENTRY = "site";

/**
 * The log head that pages name: without entries at its end that only say what was published, so that publishing again what
 * is published gives the same pages and no new entry.
 */
export function headOfContent(ledger: Ledger): { readonly entries: number; readonly headDigest: string } {
  const { entries: size } = ledger.logHead();
  let entries = size;
  while (entries > 0 && isPublication(ledger.logRange(entries - 1, entries)[0]!)) entries--;
  return { entries, headDigest: Buffer.from(treeRoot(subtreesOfTiles(ledger.tiles(), size), entries)).toString("hex") };
}

/**
 * Writes the site's manifest and, when it says something new, an entry of its digest. Of weekly reports that were not rendered
 * now the manifest keeps what it said; files that it named before and that are part of the site no more are removed.
 */
export function recordSite({ experiment, ledger, now }: Session, pages: readonly SitePage[], complete: boolean): void {
  const folder = join(experiment.workspace, "reports");
  const earlier = earlierFiles(ledger, join(folder, MANIFEST_PATH));
  const kept = complete ? {} : Object.fromEntries(Object.entries(earlier).filter(([path]) => existsSync(join(folder, path))));
  const manifest = siteManifest(sha256Hex(readFileSync(join(experiment.workspace, "experiment.yaml"))), pages, kept);
  const text = manifestText(manifest);
  const digest = sha256Hex(text);
  if (recordedSites(ledger).at(-1)?.manifest !== digest) {
    const { entries } = headOfContent(ledger);
    ledger.transaction((writer) => writer.note(SITE_ENTRY, "site", now, { manifest: digest, files: Object.keys(manifest.files).length, entries }));
  }
  for (const path of Object.keys(earlier)) if (!Object.hasOwn(manifest.files, path)) rmSync(join(folder, path), { force: true });
  writeFileAtomically(join(folder, MANIFEST_PATH), text);
}

function isPublication({ kind, subject }: LogEntry): boolean {
  return kind === SITE_ENTRY || (kind === KEY_ENTRY && subject === EVALUATOR);
}

function recordedSites(ledger: Ledger): { readonly manifest: string }[] {
  return ledger.log("site").filter(({ kind }) => kind === SITE_ENTRY).map(({ body }) => (JSON.parse(body) as { content: { manifest: string } }).content);
}

/** Files of the manifest that stands in the site, provided that the log knows it. */
function earlierFiles(ledger: Ledger, file: string): Readonly<Record<string, ManifestFile>> {
  if (!existsSync(file)) return {};
  const text = readFileSync(file, "utf8");
  const isRecorded = recordedSites(ledger).some(({ manifest }) => manifest === sha256Hex(text));
  return isRecorded ? (JSON.parse(text) as SiteManifest).files : {};
}
