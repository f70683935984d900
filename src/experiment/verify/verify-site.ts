import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import { follow } from "../../publish/json-pointer.ts";
import { MANIFEST_PATH, type SiteManifest } from "../../publish/site-manifest.ts";
import { BUNDLES } from "../evidence-bundle/publish-bundles.ts";
import { verifyBundle } from "../evidence-bundle/verify-bundle.ts";
import { checkService } from "../service/check-service.ts";
import { SITE_ENTRY } from "../stages/record-site.ts";
import { checkSubmissions } from "./check-submissions.ts";
import { type Leaf, readLeaves } from "./leaf.ts";
import { checkLogRules } from "./log-rules.ts";
import { messageOf } from "./message.ts";
import { readPage } from "./page-text.ts";
import { type PublishedLog, readPublishedLog, rootAt, type Trust } from "./published-log.ts";
import { type DataRow, disagreement } from "./shown-number.ts";
import { findings, type Findings, guarded, type Verification } from "./verification.ts";

/** Of the software's own repository, which is a workspace too: how to read its reports, and a picture of one. No other file may stand beside a site. */
const NOT_OF_THE_SITE: readonly string[] = ["README.md", "example.png"];

/**
 * Verifies a published site from its files alone: the log under it, that the log names the site's manifest, every file against the
 * manifest, every number in a table against the page's data file with the site's formatters applied again, every decision's
 * bundle, the rules that an honest log follows, and what was in service by it. Prose and pictures are covered by their page's digest. Of the two files that the
 * software's repository has beside its site it says that nothing vouches for them.
 */
export function verifySite(folder: string, trust: Trust = {}): Verification {
  const found = findings();
  const log = readPublishedLog(join(folder, "log"), "log", trust, found);
  if (log === undefined) return found.verification();
  const leaves = readLeaves(log.bodies, found);
  guarded("log", found, () => checkLogRules(leaves, found));
  guarded("log", found, () => checkService(leaves, found));
  checkSubmissions(leaves, found);
  const manifest = loggedManifest(folder, leaves, found);
  if (manifest !== undefined) {
    const texts = readFiles(folder, manifest, found);
    const checkPage = pageChecker(texts, log, leaves, found);
    for (const [path, file] of Object.entries(manifest.files)) if (file.data !== undefined) checkPage(path, file.data, file.tables ?? []);
    checkStrays(folder, manifest, found);
  }
  checkBundles(folder, log, leaves, found);
  found.note("figures, maps and prose are covered by the digest of their page; numbers in tables were compared with the data, one by one");
  return found.verification();
}

/** The manifest, when it is the one that the log's newest entry of a site names. */
function loggedManifest(folder: string, leaves: readonly Leaf[], found: Findings): SiteManifest | undefined {
  const newest = leaves.filter(({ kind }) => kind === SITE_ENTRY).at(-1);
  const file = join(folder, MANIFEST_PATH);
  if (newest === undefined || !existsSync(file)) {
    found[newest === undefined ? "lacking" : "problem"](MANIFEST_PATH, newest === undefined ? "no entry of the log names a site" : `the file is missing; log entry ${newest.entry} names it`);
    return undefined;
  }
  const bytes = readFileSync(file);
  if (sha256Hex(bytes) !== newest.content["manifest"]) {
    found.problem(MANIFEST_PATH, `it is not the one of log entry ${newest.entry}: the site was changed, or is of another day than its log`);
    return undefined;
  }
  try {
    const manifest = JSON.parse(bytes.toString("utf8")) as SiteManifest;
    if (manifest.format !== "quakegate/site/1" || `${canonicalJson(manifest)}\n` !== bytes.toString("utf8")) throw new Error("not in the format quakegate/site/1");
    return manifest;
  } catch (error) {
    found.problem(MANIFEST_PATH, messageOf(error));
    return undefined;
  }
}

/** Every file of the manifest, compared with its digest; those that are what they must be, as text. */
function readFiles(folder: string, { files }: SiteManifest, found: Findings): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [path, { sha256, bytes: length }] of Object.entries(files)) {
    found.count("files");
    const file = join(folder, path);
    if (!existsSync(file)) {
      found.problem(path, "the file is missing");
      continue;
    }
    const bytes = readFileSync(file);
    if (bytes.byteLength !== length) found.problem(path, `it has ${bytes.byteLength} bytes, the manifest says ${length}`);
    else if (sha256Hex(bytes) !== sha256) found.problem(path, "it was changed: its SHA-256 is not the one in the manifest");
    else texts.set(path, bytes.toString("utf8"));
  }
  return texts;
}

/** What every data file says of itself. */
interface PageData {
  readonly page: string;
  readonly title: string;
  readonly answer: string;
  readonly policy: { readonly digest: string };
  readonly ledger: { readonly entries: number; readonly headDigest: string };
}

function pageChecker(texts: ReadonlyMap<string, string>, log: PublishedLog, leaves: readonly Leaf[], found: Findings): (path: string, dataPath: string, tables: readonly string[]) => void {
  const policies = new Set(leaves.filter(({ kind }) => kind === "experiment").map(({ content }) => content["policyDigest"]));
  const heads = new Map<number, string>();
  const headAt = (entries: number): string => {
    const head = heads.get(entries) ?? Buffer.from(rootAt(log.bodies, entries)).toString("hex");
    heads.set(entries, head);
    return head;
  };
  return (path, dataPath, tables) => {
    const [html, json] = [texts.get(path), texts.get(dataPath)];
    if (html === undefined || json === undefined) return;
    try {
      const page = readPage(html);
      const data = JSON.parse(json) as PageData;
      found.count("pages");
      if (page.dataDigest !== sha256Hex(json)) found.problem(path, `the digest that it names is not that of ${dataPath}`);
      if (data.page !== path || page.heading !== data.title || page.answer !== data.answer) found.problem(path, `its heading or its answer is not that of ${dataPath}`);
      if (!page.footer.includes(`ledger of ${data.ledger.entries} entries`)) found.problem(path, "the number of log entries that it names is not that of its data");
      if (data.ledger.entries > log.bodies.length || headAt(data.ledger.entries) !== data.ledger.headDigest) found.problem(dataPath, `the log's first ${data.ledger.entries} entries have another head than it says`);
      if (!policies.has(data.policy.digest)) found.problem(dataPath, "no entry of the log registers the policy that it names");
      for (const pointer of tables) if (!Array.isArray(follow(data, pointer))) found.problem(dataPath, `it has no rows at ${pointer}`);
      for (const { pointer, text } of page.numbers) {
        found.count("numbers");
        const row = follow(data, pointer.slice(0, pointer.lastIndexOf("/")));
        const value = follow(data, pointer);
        const wrong = value === undefined ? "nothing in the data stands there" : disagreement(text, value, row as DataRow);
        if (wrong !== undefined) found.problem(`${path}, ${pointer}`, wrong);
      }
    } catch (error) {
      found.problem(path, `it cannot be read: ${messageOf(error)}`);
    }
  };
}

/** Every file stands in the manifest, in the log, in a bundle, or is named as one that is no part of the site. */
function checkStrays(folder: string, { files }: SiteManifest, found: Findings): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const path = relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/");
    const isElsewhere = path.startsWith("log/") || path.startsWith(`${BUNDLES}/`) || path === MANIFEST_PATH || NOT_OF_THE_SITE.includes(path);
    if (!isElsewhere && !Object.hasOwn(files, path)) found.problem(path, "a file that the manifest does not name");
  }
  for (const path of NOT_OF_THE_SITE) {
    const file = join(folder, path);
    if (!Object.hasOwn(files, path) && existsSync(file)) found.note(`${path} is no part of the site, and nothing vouches for it: quakegate's own repository has such a file here${statSync(file).isFile() ? ` (SHA-256 of this one ${sha256Hex(readFileSync(file))})` : ""}`);
  }
}

/** A bundle for every decision of the log, and none for anything else. */
function checkBundles(folder: string, log: PublishedLog, leaves: readonly Leaf[], found: Findings): void {
  const root = join(folder, BUNDLES);
  const present = existsSync(root) ? readdirSync(root) : [];
  const decisions = new Set(leaves.filter(({ kind }) => kind === "decision").map(({ content }) => String(content["decisionId"])));
  for (const id of decisions) {
    if (present.includes(id)) verifyBundle(join(root, id), `${BUNDLES}/${id.slice(0, 12)}`, { key: log.logKeys.at(-1)!.text }, found, { decisionId: id, log: log.bodies });
    else found.problem(`${BUNDLES}/${id.slice(0, 12)}`, "the evidence of a decision in the log is missing");
  }
  for (const name of present) if (!decisions.has(name)) found.problem(`${BUNDLES}/${name}`, "no decision in the log has this id");
}
