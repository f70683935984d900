import { createHash } from "node:crypto";
import { SaxesParser } from "saxes";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { SiteModel, WindowView } from "../../src/publish/model.ts";
import { tablesOf } from "../../src/publish/page.ts";
import { dataPage } from "../../src/publish/pages/data-page.ts";
import { weeklyPage } from "../../src/publish/pages/weekly-page.ts";
import { createSiteContext } from "../../src/publish/site-context.ts";
import { renderSite, type SitePage } from "../../src/publish/publish-site.ts";
import { BURST, fixtureSite, INFINITE, MISSING, WINDOWS } from "./fixture.ts";

const site = fixtureSite();
const allWeeks = [...new Set(site.series[0]!.windows.map(({ week }) => week))];
const weeks = [0, MISSING, INFINITE, BURST, WINDOWS - 2, WINDOWS - 1].map((index) => site.series[0]!.windows[index]!.week);
const emptyWeeks = [allWeeks[0]!];
let files: readonly SitePage[];
let empty: readonly SitePage[];
let twoHorizons: readonly SitePage[];
const warnings: unknown[] = [];

beforeAll(async () => {
  const spy = vi.spyOn(console, "warn").mockImplementation((...words) => void warnings.push(words));
  files = await renderSite(site, weeks);
  empty = await renderSite(fixtureSite({ settled: 0, simulated: true }), emptyWeeks);
  twoHorizons = await renderSite(withDailySeries(site), [weeks[3]!]);
  spy.mockRestore();
});

describe("the site", () => {
  it("has every page with its data file", () => {
    const paths = files.map(({ path }) => path);
    const pages = ["index", "leaderboard", "gate", "policy", "models/smoothed-null", "models/reasenberg-jones", "models/neural-tpp", "methods", "data", ...weeks.map((week) => `weekly/${week}`)];
    expect(paths).toEqual([...pages.flatMap((page) => [`${page}.html`, `data/${page}.json`]), "data/page.schema.json"]);
  });

  it("has the same bytes on a second rendering", async () => {
    expect(digests(await renderSite(fixtureSite(), weeks))).toEqual(digests(files));
  });

  it("draws without complaints of the chart compiler", () => expect(warnings).toEqual([]));

  it("names only commands that exist", () => {
    const commands = ["init", "import", "issue", "settle", "evaluate", "gate", "report", "run", "status", "simulate", "schema", "test"];
    for (const { path, text } of htmlPages(files)) for (const [, command] of visibleText(text).matchAll(/quakegate ([a-z]+)/g)) expect(commands, path).toContain(command);
  });

  it("keeps pages small", () => {
    for (const { path, bytes } of files) expect(bytes.length, path).toBeLessThan(1_500_000);
  });

  it("links only to files that are there or to weeks with a page", () => {
    const known = new Set([...files.map(({ path }) => path), ...allWeeks.slice(0, WINDOWS - 1).map((week) => `weekly/${week}.html`)]);
    for (const { path, text } of htmlPages(files)) {
      const ids = new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!));
      for (const [, href] of text.matchAll(/<a [^>]*href="([^"]+)"/g)) {
        const target = new URL(href!, `http://site/${path}`);
        expect(known, `${href} on ${path}`).toContain(target.pathname.slice(1));
        if (href!.startsWith("#")) expect(ids, `${href} on ${path}`).toContain(href!.slice(1));
      }
    }
  });
});

describe.each([["with results", () => files], ["before anything is settled", () => empty], ["with two horizons", () => twoHorizons]])("pages %s", (_, pages) => {
  it("are well-formed and their ids unique", () => {
    for (const { path, text } of htmlPages(pages())) {
      expect(() => parseStrictly(text), path).not.toThrow();
      const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!);
      expect(ids.filter((id, place) => ids.indexOf(id) !== place), path).toEqual([]);
    }
  });

  it("show no value that escaped formatting", () => {
    for (const { path, text } of htmlPages(pages())) {
      expect(visibleText(text).match(/\bundefined\b|\bNaN\b|\[object|\bInfinity\b/g)?.filter((word) => !isExplained(word, text)) ?? [], path).toEqual([]);
      expect(text, path).not.toMatch(/="[^"]*(undefined|\[object|NaN)[^"]*"/);
    }
  });

  it("use none of the words that promise or frighten, but in the creed", () => {
    for (const { path, text } of htmlPages(pages())) {
      const words = visibleText(text.replace(/<p class="creed">.*?<\/p>/s, "")).match(/\b(predict\w*|alarm\w*|warning\w*|safe|danger level|AUC)\b/gi);
      expect(words, path).toBeNull();
    }
  });

  it("open with the answer and stand alone", () => {
    for (const { path, text } of htmlPages(pages())) {
      expect(text, path).toMatch(/<h1>[^<]+<\/h1>\s*<p class="answer">[^<]{20,}<\/p>/);
      expect(text, path).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
      const script = /<script>(.*?)<\/script>/s.exec(text)![1]!;
      expect(text, path).toContain(`script-src &#x27;sha256-${createHash("sha256").update(script).digest("base64").replaceAll("=", "&#x3D;")}&#x27;`);
    }
  });

  it("give every figure a caption, a table, and every picture words", () => {
    for (const { path, text } of htmlPages(pages())) {
      for (const [figure] of text.matchAll(/<figure .*?<\/figure>/gs)) {
        expect(figure, path).toMatch(/<figcaption>[^<]{60,}<\/figcaption>/);
        expect(figure, path).toMatch(/<table |<p class="empty"><strong>/);
        expect(figure, path).toMatch(/<svg |<p class="empty">[A-Z][^<]{10,}/);
        for (const [, label] of figure.matchAll(/<svg [^>]*role="img" aria-label="([^"]*)"/g)) expect(label!.length, path).toBeGreaterThan(20);
        expect(figure.match(/<svg /g)?.length ?? 0).toBe(figure.match(/role="img"/g)?.length ?? 0);
      }
    }
  });

  it("have data files with the same tables, readable as JSON", () => {
    for (const { path, text } of htmlPages(pages())) {
      const data = JSON.parse(String(pages().find((file) => file.path === `data/${path.replace(".html", ".json")}`)!.bytes)) as PageJson;
      expect(data.page).toBe(path);
      const shown = [...text.matchAll(/<table id="table-([^"]+)"/g)].map(([, key]) => key!);
      expect(Object.keys(data.tables), path).toEqual(expect.arrayContaining(shown));
      for (const table of Object.values(data.tables)) {
        expect(table.rows.length > 0 || table.empty !== undefined).toBe(true);
        for (const row of table.rows) for (const column of table.columns) expect(row, path).toHaveProperty([column.key]);
      }
    }
  });
});

describe("the weekly report", () => {
  it("opens with observed and expected numbers and the gate", () => {
    expect(answerOf(`weekly/${weeks[3]}.html`)).toBe(
      "80 target earthquakes observed from 2019-07-08 to 2019-07-15 (00:00 UTC); 1.00 [0, 3] expected by Smoothed null, 30.0 [19, 41] expected by Reasenberg–Jones (95 % intervals). Neural TPP stays behind the flag: HOLD (windows are still to be settled).",
    );
  });

  it("says that no forecast came on time, and speaks of an interval only where there is one", async () => {
    const status = (late: readonly string[]) => withWindows((window) => ({ ...window, scores: window.scores.map((score) => (late.includes(score.model) ? { ...score, status: "late" as const } : score)) }));
    const opening = async (late: readonly string[]): Promise<string> => (await weeklyPage(createSiteContext(status(late), []), weeks[3]!)).answer;
    expect(await opening(["smoothed-null", "reasenberg-jones"])).toMatch(/; no forecast on time by Smoothed null, no forecast on time by Reasenberg–Jones\. Neural/);
    expect(await opening(["smoothed-null"])).toMatch(/; no forecast on time by Smoothed null, 30\.0 \[19, 41\] expected by Reasenberg–Jones \(95 % interval\)\. Neural/);
  });

  it("shows windows up to its own week only", () => {
    const { tables } = jsonOf(`data/weekly/${weeks[2]}.json`);
    expect(new Set(tables["number-7d"]!.rows.map(({ window }) => window)).size).toBe(INFINITE + 1);
    expect(Math.max(...tables["gain-series-7d"]!.rows.map(({ window }) => Number(String(window).slice(3))))).toBe(INFINITE);
  });

  it("says through when its own week is settled, whatever was settled since", async () => {
    const { end } = site.series[0]!.windows[INFINITE]!;
    expect(jsonOf(`data/weekly/${weeks[2]}.json`).settledThrough).toBe(new Date(end).toISOString());
    expect(pageOf(`weekly/${weeks[2]}.html`)).toContain("Settled through 2019-05-06 00:00 UTC.");
    expect(pageOf("index.html")).toContain("Settled through 2019-09-02 00:00 UTC.");
    // Only pages of today ask for newer ones.
    const prospective = await renderSite({ ...site, head: { ...site.head, evidenceClass: "prospective" } }, [weeks[2]!]);
    const freshness = (path: string): string => String(prospective.find((page) => page.path === path)!.bytes).match(/<p id="freshness"[^>]*>/)![0];
    expect(freshness("index.html")).toMatch(/data-settled-through="\d+" data-stale-after-days="8"/);
    expect(freshness(`weekly/${weeks[2]}.html`)).toContain(`data-settled-through="${end}">`);
  });

  it("says where a forecast gave zero, in words and in the data", () => {
    const page = pageOf(`weekly/${weeks[2]}.html`);
    expect(page).toContain("−∞: zero expected at 35.50°N 117.50°W M 4.25");
    expect(jsonOf(`data/weekly/${weeks[2]}.json`).tables["happened-7d"]!.rows.map(({ logScore }) => logScore)).toContain("-Infinity");
    expect(page).toContain("Neural TPP: −∞");
  });

  it("says that nothing happened, and that a forecast is missing", () => {
    expect(pageOf(`weekly/${weeks[0]}.html`)).toContain("No target earthquakes: observed 0. This is information, not missing data.");
    expect(pageOf(`weekly/${weeks[1]}.html`)).toContain('<span class="bad">missing</span>');
  });

  it("does not score a week that is not settled", () => {
    expect(answerOf(`weekly/${weeks[5]}.html`)).toMatch(/not settled yet; nothing is scored before 2019-09-16 00:00 UTC/);
  });

  it("says until when the data of a forecast reached, which is not its issue time when the catalog was not fetched", () => {
    expect(pageOf("index.html")).toContain("Issued 2019-09-02 00:00 UTC, with data until 2019-08-25 00:00 UTC; to be settled");
    expect(pageOf(`weekly/${weeks[5]}.html`)).toContain("issued 2019-09-02 00:00 UTC, data until 2019-08-25 00:00 UTC; not settled");
    expect(jsonOf(`data/weekly/${weeks[5]}.json`).tables["operations"]!.rows[0]).toMatchObject({ issueAt: "2019-09-02T00:00:00.000Z", dataUntil: "2019-08-25T00:00:00.000Z" });
    expect(jsonOf(`data/weekly/${weeks[3]}.json`).tables["operations"]!.rows[0]).toMatchObject({ issueAt: "2019-07-08T00:00:00.000Z", dataUntil: "2019-07-08T00:00:00.000Z" });
  });

  it("marks rejected windows and names them", () => {
    const { tables } = jsonOf(`data/weekly/${weeks[3]}.json`);
    expect(tables["consistency-week-7d"]!.rows[0]).toMatchObject({ model: "smoothed-null", rejectedN: true });
    expect(pageOf(`weekly/${weeks[3]}.html`)).toMatch(/Consistency of Smoothed null: N \d+ of 23 rejected: [\d, ]*22/);
  });

  it("lists the imports between two settlements", () => {
    const having = (added: number): string[] => weeks.filter((week) => jsonOf(`data/weekly/${week}.json`).tables["revisions"]!.rows.some((row) => row["added"] === added));
    expect(having(900)).toEqual([weeks[0]]);
    expect(having(40)).toEqual(["2019-W28"]);
  });
});

describe("the gate", () => {
  it("says on what a challenger failed, and shows the evidence of every decision", () => {
    expect(answerOf("gate.html")).toBe("2 decisions, no challenger eligible. Neural TPP failed on next to no probability for what happened, calibration of the counts, and stays behind the flag (FAIL).");
    const page = pageOf("gate.html");
    for (const { id, decisionDigest, evidenceDigest, policyDigest, wouldChange } of site.series[0]!.decisions) {
      expect(page).toContain(`<article id="decision-${id}">`);
      for (const digest of [decisionDigest, evidenceDigest, policyDigest]) expect(page).toContain(`title="${digest}"`);
      expect(page).toContain(wouldChange);
      expect(jsonOf("data/gate.json").tables[`evidence-${id}`]!.rows.map(({ step }) => step)).toEqual(expect.arrayContaining(["N-test, all windows together", "Gain against Reasenberg–Jones"]));
    }
    expect(page).toContain("no events: the test cannot speak");
    expect(page).toContain("−∞ nats/event, no interval, n");
  });

  it("decides on a reference too, whose forecast is then not in use", async () => {
    const [decision] = site.series[0]!.decisions;
    const models = site.models.map((model) => ({ ...model, judged: model.id === "reasenberg-jones" }));
    const series = [{ ...site.series[0]!, decisions: [{ ...decision!, challenger: "reasenberg-jones", reference: "smoothed-null" }] }];
    const pages = await renderSite({ ...site, models, series }, [weeks[3]!]);
    const read = (path: string): string => visibleText(String(pages.find((page) => page.path === path)!.bytes));
    for (const path of ["index.html", "gate.html", "models/reasenberg-jones.html", `weekly/${weeks[3]!}.html`]) expect(read(path), path).toContain("Reasenberg–Jones stays behind the flag: HOLD");
    expect(read("index.html")).toContain("in use, by Smoothed null");
    expect(read("gate.html")).not.toContain("No challenger is registered");
  });
});

describe("what a test would have seen", () => {
  const sentence = "Would have seen with 80 % probability: a true rate 1.3 times the forecast&#x27;s or more. Exact for Poisson counts, which the test assumes.";

  it("stands beside every test that did not reject, in the leaderboard, on the model's page and in the gate's evidence", () => {
    for (const path of ["leaderboard.html", "models/neural-tpp.html"]) {
      expect(pageOf(path), path).toContain(sentence);
      expect(pageOf(path), path).toContain("Not rejected is not confirmed.");
    }
    expect(pageOf("gate.html")).toContain(`p &#x3D; 0.200, not rejected. ${sentence}`);
    const { rows } = jsonOf("data/leaderboard.json").tables["consistency-7d"]!;
    expect(rows).toHaveLength(15);
    for (const row of rows) expect([row["test"], row["cumulativeRejected"], typeof row["power"]], String(row["model"])).toEqual([row["test"], row["test"] === "S", row["test"] === "S" ? "object" : "string"]);
    expect(jsonOf("data/models/neural-tpp.json").tables["power-7d"]!.rows[0]).toMatchObject({ test: "N", value: 1.29, nearer: null });
  });
});

describe("a model's page", () => {
  it("has CORP reliability with the cold start as its own panel and the parts of both scores", () => {
    const page = pageOf("models/neural-tpp.html");
    expect(page).toContain("<h4>cold start: quiet windows alone (25)</h4>");
    expect(jsonOf("data/models/neural-tpp.json").tables["reliability-7d"]!.rows.map((row) => [row["stratum"], row["score"], row["miscalibration"]])).toEqual([
      ["all", "brier", 0.0002], ["all", "log", "Infinity"], ["active", "brier", 0.0002], ["active", "log", "Infinity"], ["cold-start", "brier", 0.0002], ["cold-start", "log", "Infinity"],
    ]);
  });

  it("maps gain and residuals with the ten worst and the ten best cells", () => {
    const { tables } = jsonOf("data/models/neural-tpp.json");
    const gains = tables["gain-cells-7d-reasenberg-jones"]!.rows.map((row) => row["gain"]);
    expect(gains).toHaveLength(20);
    expect(gains[0]).toBe("-Infinity");
    expect(gains.slice(1)).toEqual(gains.slice(1).toSorted((a, b) => Number(a) - Number(b)));
    const { deviance } = site.series[0]!.residuals[2]!;
    expect(tables["deviance-map-7d"]!.rows[0]!["deviance"]).toBe(Math.max(...deviance));
    expect(tables["deviance-map-7d"]!.rows.at(-1)!["deviance"]).toBe(Math.min(...deviance));
    expect(pageOf("models/neural-tpp.html")).toContain("ochre: loss, blue: gain, in nats per 0.2° cell");
    expect(pageOf("models/smoothed-null.html")).not.toContain("figure-gain-map");
    expect(pageOf("models/smoothed-null.html")).toContain("figure-deviance-map-7d");
  });
});

describe("catalogs without a stated attribution", () => {
  it("are not said to need none", async () => {
    const pages = await renderSite({ ...fixtureSite({ settled: 0 }), head: { ...site.head, attribution: [] } }, []);
    const terms = visibleText(String(pages.find(({ path }) => path === "data.html")!.bytes));
    expect(terms).toContain("No attribution is stated for this experiment's catalogs");
    expect(terms).not.toMatch(/attribution is required/);
  });
});

describe("windows in a gap", () => {
  it("that wait for data though they are due are listed with the reason", () => {
    const held = "the feed seems silent: no event of any size for 18.2 days";
    const page = dataPage(createSiteContext(withWindows((window) => (window.settled ? window : { ...window, heldOpen: held })), []));
    expect(page.answer).toMatch(/1 window that is due cannot be settled yet\.$/);
    expect(tablesOf(page.content).find(({ key }) => key === "held-open")!.data).toEqual([{ window: "7d-0030", start: "2019-09-02T00:00:00.000Z", end: "2019-09-09T00:00:00.000Z", reason: held }]);
    expect(visibleText(pageOf("data.html"))).toContain("None: no window waits for data after its settlement was due.");
  });

  it("are never the forecast of now and are listed with their reason", async () => {
    const pages = await renderSite(withWindows((window) => (window.settled ? window : { ...window, unscorable: "listing incomplete" })), [weeks[5]!]);
    const read = (path: string): string => visibleText(String(pages.find((page) => page.path === path)!.bytes));
    expect(read("index.html")).toContain(`Latest forecast, 7-day windows: 2019-08-26`);
    expect(read("data.html")).toMatch(/1 window cannot be scored/);
    expect(read("data.html")).toMatch(/7d-0030[^]*listing incomplete/);
    expect(read(`weekly/${weeks[5]!}.html`)).toContain("is not scored: listing incomplete");
  });
});

describe("simulated catalogs", () => {
  it("are labelled at the top of every page and in its title", () => {
    for (const { path, text } of htmlPages(empty)) {
      expect(text, path).toMatch(/<title>Simulated catalog: /);
      expect(text.indexOf('class="simulated"'), path).toBeLessThan(text.indexOf("<header>"));
      expect(text, path).toContain('class="simulated"');
    }
    for (const { text } of htmlPages(files)) expect(text).not.toContain('class="simulated"');
  });
});

interface PageJson {
  readonly settledThrough: string | null;
  readonly page: string;
  readonly tables: Readonly<Record<string, { readonly columns: readonly { readonly key: string }[]; readonly rows: readonly Readonly<Record<string, unknown>>[]; readonly empty?: string }>>;
}

/** The same series once more as a second horizon. */
function withDailySeries(model: SiteModel): SiteModel {
  const weekly = model.series[0]!;
  const windows = weekly.windows.map((window) => ({ ...window, horizonDays: 1, id: window.id.replace("7d", "1d") }));
  const decisions = weekly.decisions.map((decision) => ({ ...decision, horizonDays: 1, id: decision.id.replace("7d", "1d") }));
  return { ...model, series: [{ ...weekly, horizonDays: 1, windows, decisions }, weekly], map: (_, index, id) => model.map(7, index, id) };
}

function htmlPages(of: readonly SitePage[]): { path: string; text: string }[] {
  return of.filter(({ path }) => path.endsWith(".html")).map(({ path, bytes }) => ({ path, text: String(bytes) }));
}

function pageOf(path: string): string {
  return String(files.find((file) => file.path === path)!.bytes);
}

function answerOf(path: string): string {
  return /<p class="answer">([^<]*)<\/p>/.exec(pageOf(path))![1]!;
}

function jsonOf(path: string): PageJson {
  return JSON.parse(pageOf(path)) as PageJson;
}

function digests(of: readonly SitePage[]): string[] {
  return of.map(({ path, bytes }) => `${path} ${createHash("sha256").update(bytes).digest("hex")}`);
}

/** Tags must nest as in XML once the void elements are closed. */
function parseStrictly(html: string): void {
  const parser = new SaxesParser();
  parser.on("error", (error) => { throw error; });
  const xml = html.replace("<!DOCTYPE html>", "").replace(/<(meta|link)([^>]*)>/g, "<$1$2/>").replace(/(<style>)(.*?)(<\/style>)/s, "$1<![CDATA[$2]]>$3").replace(/(<script>)(.*?)(<\/script>)/s, "$1<![CDATA[$2]]>$3");
  parser.write(xml).close();
}

function visibleText(html: string): string {
  return html.replace(/<head>.*?<\/head>/s, "").replace(/<script>.*?<\/script>/s, "").replace(/<[^>]+>/g, " ");
}

/** The data page names the strings that stand for numbers in JSON. */
function isExplained(word: string, page: string): boolean {
  return page.includes(`<code>"${word}"</code>`);
}

/** The made-up site with every window changed. */
function withWindows(change: (window: WindowView) => WindowView): SiteModel {
  return { ...site, series: site.series.map((series) => ({ ...series, windows: series.windows.map(change) })) };
}
