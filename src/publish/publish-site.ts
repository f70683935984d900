import { createHash } from "node:crypto";
import { sha256Hex } from "../numerics/digest.ts";
import { formatTime } from "./format-time.ts";
import type { SiteModel } from "./model.ts";
import { dataPath, type Page, rootOf, tablesOf } from "./page.ts";
import { PAGE_SCHEMA, pageData, SCHEMA_PATH } from "./page-data.ts";
import { dataPage } from "./pages/data-page.ts";
import { gatePage } from "./pages/gate-page.ts";
import { indexPage } from "./pages/index-page.ts";
import { leaderboardPage } from "./pages/leaderboard-page.ts";
import { methodsPage } from "./pages/methods-page.ts";
import { modelPage } from "./pages/model-page.ts";
import { policyPage } from "./pages/policy-page.ts";
import { weeklyPage } from "./pages/weekly-page.ts";
import { createSiteContext, digestText, type SiteContext } from "./site-context.ts";
import { modelColourStyle } from "./style.ts";
import { loadTemplates, type Templates } from "./templates.ts";

/** One file of the published site. */
export interface SitePage {
  /** Relative to the site's root, such as `weekly/2019-W28.html`. */
  readonly path: string;
  readonly bytes: string | Uint8Array;
  /** Of a page: the file with its numbers, and pointers to the tables in it. */
  readonly data?: { readonly path: string; readonly tables: readonly string[] };
}

/**
 * All pages of the site with their data files, the same bytes for the same model. Every page is one self-contained file:
 * style, pictures and the one small script are inside it, and a content security policy forbids any request.
 *
 * @param weeks ISO weeks whose report is rendered, such as `2019-W28`; links are made to every week with a settled window.
 */
export async function renderSite(model: SiteModel, weeks: readonly string[]): Promise<readonly SitePage[]> {
  const context = createSiteContext(model, weeks);
  const templates = loadTemplates();
  const frame = siteFrame(context, templates);
  const files: SitePage[] = [];
  for await (const page of pagesOf(context, weeks)) {
    const data = pageData(page, model.head);
    files.push({ path: page.path, bytes: frame(page, data.bytes), data: { path: data.path, tables: tablesOf(page.content).map(({ pointer }) => pointer) } }, data);
  }
  files.push({ path: SCHEMA_PATH, bytes: `${JSON.stringify(PAGE_SCHEMA, null, 1)}\n` });
  return files;
}

async function* pagesOf(context: SiteContext, weeks: readonly string[]): AsyncGenerator<Page> {
  yield indexPage(context);
  yield await leaderboardPage(context);
  yield await gatePage(context);
  yield policyPage(context);
  for (const model of context.site.models) yield await modelPage(context, model);
  yield methodsPage(context);
  yield dataPage(context);
  for (const week of weeks) yield await weeklyPage(context, week);
}

/** Pages of a weekly cycle that are older say so to their reader. */
const STALE_AFTER_DAYS = 8;

/** Puts a page's content into the layout with what stands on every page. */
function siteFrame(context: SiteContext, templates: Templates): (page: Page, data: string) => string {
  const { head, models } = context.site;
  const style = templates.css + modelColourStyle(models);
  const scriptHash = createHash("sha256").update(templates.script).digest("base64");
  const latest = context.weeks.at(-1);
  const sections = [
    { name: "Now", path: "index.html" },
    ...(latest === undefined ? [] : [{ name: "Weekly report", path: `weekly/${latest}.html` }]),
    { name: "Leaderboard", path: "leaderboard.html" },
    { name: "Gate", path: "gate.html" },
    { name: "Methods", path: "methods.html" },
    { name: "Data", path: "data.html" },
  ];
  return (page, data) => {
    const root = rootOf(page.path);
    const { settledThrough = head.settledThrough } = page;
    return templates.render(page.template, {
      ...page.content,
      page: {
        title: page.path === "index.html" ? page.title : `${page.title} – ${head.experiment}`,
        heading: page.title, answer: page.answer, root, data: root + dataPath(page.path), dataDigest: digestText(sha256Hex(data)),
        sections: sections.map(({ name, path }) => ({ name, href: root + path, current: path === page.path || (path.startsWith("weekly/") && page.path.startsWith("weekly/")) })),
      },
      head: {
        ...head,
        settledThrough,
        settled: settledThrough === null ? undefined : formatTime(settledThrough),
        staleAfterDays: page.settledThrough === undefined ? STALE_AFTER_DAYS : undefined,
        policyDigest: digestText(head.policy.digest),
        headDigest: digestText(head.ledger.headDigest),
      },
      prospective: head.evidenceClass === "prospective",
      style, script: templates.script,
      policyHeader: `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-${scriptHash}'; base-uri 'none'; form-action 'none'`,
    });
  };
}
