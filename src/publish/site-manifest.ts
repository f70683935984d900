import { canonicalJson } from "../ledger/canonical-json.ts";
import { sha256Hex } from "../numerics/digest.ts";
import type { SitePage } from "./publish-site.ts";

/** Where the manifest stands in the site. */
export const MANIFEST_PATH = "site-manifest.json";

/** One file of the site. */
export interface ManifestFile {
  readonly sha256: string;
  readonly bytes: number;
  /** Of a page: the file with its numbers, and JSON pointers to the rows of its tables there. */
  readonly data?: string;
  readonly tables?: readonly string[];
}

/** Every page, data file and picture of a site by its digest. The log has an entry of the manifest's own digest. */
export interface SiteManifest {
  readonly format: "quakegate/site/1";
  /** SHA-256 of the experiment file that the site was made under. */
  readonly experimentFile: string;
  readonly files: Readonly<Record<string, ManifestFile>>;
}

/** The manifest of rendered pages; of files that were not rendered now, what an earlier manifest said of them. */
export function siteManifest(experimentFile: string, pages: readonly SitePage[], earlier: Readonly<Record<string, ManifestFile>> = {}): SiteManifest {
  const rendered = Object.fromEntries(pages.map(({ path, bytes, data }): [string, ManifestFile] => [path, {
    sha256: sha256Hex(bytes),
    bytes: typeof bytes === "string" ? Buffer.byteLength(bytes, "utf8") : bytes.byteLength,
    ...(data === undefined ? {} : { data: data.path, tables: data.tables }),
  }]));
  return { format: "quakegate/site/1", experimentFile, files: { ...earlier, ...rendered } };
}

/** The manifest's bytes. */
export function manifestText(manifest: SiteManifest): string {
  return `${canonicalJson(manifest)}\n`;
}
