import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalogBValue } from "../../../src/experiment/catalog-tools/b-value.ts";
import { catalogCompleteness } from "../../../src/experiment/catalog-tools/completeness.ts";
import { declusterCatalog } from "../../../src/experiment/catalog-tools/decluster.ts";
import { homogeniseCatalog } from "../../../src/experiment/catalog-tools/homogenise.ts";
import { inspectCatalog } from "../../../src/experiment/catalog-tools/inspect.ts";
import { fitEtasFile } from "../../../src/experiment/fit-file/fit-etas-file.ts";
import { forecastEtasFile } from "../../../src/experiment/forecast-file/forecast-etas-file.ts";
import { bValuePage } from "../../../src/publish/catalog-report/b-value-page.ts";
import { completenessPage } from "../../../src/publish/catalog-report/completeness-page.ts";
import { declusterPage } from "../../../src/publish/catalog-report/decluster-page.ts";
import { epicentreField, epicentreFigure } from "../../../src/publish/catalog-report/epicentre-figure.ts";
import { etasForecastPage } from "../../../src/publish/catalog-report/etas-forecast-page.ts";
import { etasFitPage } from "../../../src/publish/catalog-report/etas-fit-page.ts";
import { homogenisationPage } from "../../../src/publish/catalog-report/homogenisation-page.ts";
import { inspectionPage } from "../../../src/publish/catalog-report/inspection-page.ts";
import { renderCatalogReport } from "../../../src/publish/catalog-report/render-page.ts";
import { ANCHOR_TOLERANCE } from "../../../src/observations/hygiene/homogenisation/match-anchor.ts";
import { pixelDensity } from "../../../src/publish/charts/pixel-density.ts";
import { createCatalog } from "../../../src/seismicity/catalog.ts";
import { CHROMIUM_ARGUMENTS, chromiumPath } from "../../browser/chromium.ts";
import { madeUpForecast } from "../../experiment/forecast-file/support.ts";
import { madeUpFit } from "../../experiment/fit-file/support.ts";
import { DAY, HEADER, madeUp, read, START } from "../../experiment/catalog-tools/support.ts";

const quiet = () => undefined;

async function pages(): Promise<Map<string, string>> {
  const file = read(`${madeUp({ events: 900, clustered: 0.5, seed: "pages", keep: (day) => day < 1500 || day > 1800 })}2001-01-01T00:00:00,40,12,10,3,ml,<b>&amp;\n`, { skipRejected: true });
  const { report, result } = declusterCatalog(file, { method: "nearest-neighbour", options: [] });
  const completeness = catalogCompleteness(file, { methods: ["maximum-curvature", "goodness-of-fit", "b-stability", "entire-range", "detection-function"], resamples: 5, seed: "pages", minimumEvents: 50, cellDegrees: 2, windowDays: 1000, course: true, heldAt: START + 2500 * DAY, afterLarge: { floor: 2, rule: "helmstetter" } }, quiet);
  const b = catalogBValue(file, { completeness: "maximum-curvature", methods: ["tinti-mulargia", "b-positive"], resamples: 5, seed: "pages", completeSince: [{ magnitude: 2, since: START + 1000 * DAY }, { magnitude: 2.5, since: START }] }, quiet);
  const few = read(`${HEADER}\n2001-01-01T00:00:00Z,-16,179.9,,3.0,,a\n2001-01-01T05:00:00Z,-16,-179.9,,3.0,,b\n`);
  const anchor = read(madeUp({ events: 900, clustered: 0.5, seed: "pages", keep: (day) => day < 1500 || day > 1800 }).replaceAll(",ml,", ",mw,"));
  const homogenised = homogeniseCatalog(file, { from: { file: anchor, untypedIsMw: false, tolerance: ANCHOR_TOLERANCE, version: "pages-1", varianceRatio: 1, minimumPairs: 30 }, literature: true, flagUnknown: true });
  return new Map([
    ["inspect", renderCatalogReport(await inspectionPage(inspectCatalog(file), file.catalog))],
    ["completeness", renderCatalogReport(await completenessPage(completeness))],
    ["bvalue", renderCatalogReport(await bValuePage(b))],
    ["decluster", renderCatalogReport(await declusterPage({ ...report, output: null }, file.catalog, result))],
    ["fit", renderCatalogReport(await etasFitPage(fitEtasFile(madeUpFit({ maximumMagnitude: 6.5 })).view()))],
    ["forecast", renderCatalogReport(await etasForecastPage((await forecastEtasFile({ ...madeUpForecast(), catalogs: 300 })).view))],
    ["homogenise", renderCatalogReport(await homogenisationPage(homogenised.report, homogenised.pairs))],
    ["two-events", renderCatalogReport(await inspectionPage(inspectCatalog(few), few.catalog))],
    ["two-events-b", renderCatalogReport(await bValuePage(catalogBValue(few, { completeness: 3, methods: ["tinti-mulargia"], resamples: 5, seed: "pages" }, quiet)))],
    ["two-events-completeness", renderCatalogReport(await completenessPage(catalogCompleteness(few, { methods: ["maximum-curvature", "b-stability"], resamples: 5, seed: "pages", minimumEvents: 50, course: true }, quiet)))],
  ]);
}

const NAMES = ["inspect", "completeness", "bvalue", "decluster", "fit", "forecast", "homogenise", "two-events", "two-events-b", "two-events-completeness"];
const rendered = await pages();

describe.each(NAMES)("the page %s", (name) => {
  const html = rendered.get(name)!;

  it("is one file without script or request, and says nothing that must not be said", () => {
    expect(html).not.toMatch(/<script|<link[^>]*href="(?!data:)|src="http|url\(http/);
    expect(html.replaceAll("&#x27;", "'")).toMatch(/default-src 'none'; style-src 'unsafe-inline'; img-src data:/);
    expect(html.replace(/<style>.*?<\/style>/s, "").replace(/<pre.*?<\/pre>/s, "")).not.toMatch(/\bsafe\b|\bprediction|\balarm|undefined|\[object|\bnull\b|>NaN/i);
    expect(html).toMatch(/missing data is not zero earthquakes/i);
    expect(html).not.toMatch(/catalog-tools-|<b>/);
  });

  it("carries every table as JSON, and pictures with their text", () => {
    const json = JSON.parse(/<pre[^>]*><code>(.*?)<\/code>/s.exec(html)![1]!.replaceAll("&lt;", "<").replaceAll("&amp;", "&")) as { tables: Record<string, unknown[]> };
    const shown = [...html.matchAll(/<table id="table-([^"]+)"/g)].map(([, key]) => key!);
    expect(shown.length).toBeGreaterThan(0);
    for (const key of shown) expect([key, json.tables[key]!.length > 0]).toEqual([key, true]);
    for (const [svg] of html.matchAll(/<svg[^>]*>/g)) expect(svg).toMatch(/role="img" aria-label="[^"]{15,}"/);
  });
});

it("shows what the commands are for", () => {
  const figures = (name: string): string[] => [...rendered.get(name)!.matchAll(/<figure id="figure-([^"]+)"/g)].map(([, id]) => id!);
  expect(figures("inspect")).toEqual(["magnitude-time", "cumulative", "frequency-magnitude", "epicentres", "hours"]);
  expect(figures("completeness")).toEqual(["methods", "frequency-magnitude", "course"]);
  expect(figures("bvalue")).toEqual(["frequency-magnitude", "stability"]);
  expect(figures("decluster")).toEqual(["cumulative", "proximity"]);
  expect(figures("homogenise")).toEqual(["pairs"]);
  expect(figures("fit")).toEqual(["counts", "residuals-picture", "productivity", "omori", "background-map"]);
  expect(rendered.get("inspect")).toMatch(/1 span without events that may be missing data/);
  expect(rendered.get("completeness")).toMatch(/borrowed: region of all cells of 2°/);
  expect(rendered.get("completeness")).toMatch(/What held on \d{4}-\d\d-\d\d/);
  expect(rendered.get("completeness")).toMatch(/By the rule M − 4\.5 − 0\.75 log10 t/);
  expect(rendered.get("bvalue")).toMatch(/Unequal completeness, all bins/);
  expect(rendered.get("two-events-b")).toMatch(/No estimate of b above magnitude 3\.0/);
});

describe("pixels", () => {
  it("hold every point inside the frame once, whatever the shade", () => {
    const layers = pixelDensity([0, 1.9, 2, 9, 10, -1], [0, 0, 0, 3, 3, 0], { width: 10, height: 4, columnPixels: 2, rowPixels: 2 });
    expect(layers.map(({ path }) => path).join("")).toBe("M0,0h4v2h-4zM8,2h2v2h-2z");
    const dense = pixelDensity([...Array(50).fill(1), 5], [...Array(50).fill(1), 1], { width: 10, height: 2, columnPixels: 2, rowPixels: 2 });
    expect(dense.map(({ path }) => path)).toEqual(["M4,0h2v2h-2z", "M0,0h2v2h-2z"]);
    expect(dense[0]!.opacity).toBeLessThan(dense[1]!.opacity);
  });

  it("of a map count every epicentre, across 180° too", () => {
    const event = (id: string, longitude: number) => ({ id, time: 0, longitude, latitude: -20, depthKm: 0, magnitude: 3, magnitudeType: "" });
    const field = epicentreField(createCatalog([event("a", 179.9), event("b", -179.9), event("c", 180.1)]), { west: 179.9, east: 180.1, south: -20, north: -20 });
    expect(field.values.reduce((a, b) => a + b)).toBe(3);
    expect(Math.max(...field.west)).toBeCloseTo(180.1, 6);
    expect(field.bounds.west).toBeLessThanOrEqual(179.9);
    const { tables } = epicentreFigure(createCatalog([event("a", 179.9), event("b", -179.9)]), { west: 179.9, east: 180.1, south: -20, north: -20 }, []);
    expect(JSON.stringify(tables)).toContain("179.90°E to 179.90°W and 20.00°S to 20.00°S");
  });
});

const reason = chromiumPath === undefined ? " (skipped: no chromium in PATH)" : "";
describe.skipIf(chromiumPath === undefined)(`catalog reports in a browser${reason}`, () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  /** Texts of a picture beyond its frame, and pairs that overlap. */
  const CROWDED = `[...document.querySelectorAll("svg[role=img]")].flatMap((svg) => {
    const outer = svg.getBoundingClientRect();
    const boxes = [...svg.querySelectorAll("text")].filter((text) => !/rotate/.test(text.getAttribute("transform"))).map((text) => ({ words: text.textContent, box: text.getBoundingClientRect() })).filter(({ box }) => box.width > 0);
    const outside = boxes.filter(({ box }) => box.left < outer.left - 1 || box.right > outer.right + 1 || box.top < outer.top - 2 || box.bottom > outer.bottom + 2).map(({ words }) => "outside: " + words);
    const overlap = boxes.flatMap(({ words, box: a }, place) => boxes.slice(place + 1).filter(({ box: b }) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3).map((other) => words + " / " + other.words));
    return [...outside, ...overlap].map((what) => (svg.closest("figure")?.id ?? "") + ": " + what);
  })`;
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "quakegate-reports-"));
    for (const [name, html] of rendered) writeFileSync(join(folder, `${name}.html`), html);
    browser = await chromium.launch({ executablePath: chromiumPath!, args: CHROMIUM_ARGUMENTS });
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ["inspect", "light", 1280], ["completeness", "dark", 360], ["bvalue", "light", 360], ["decluster", "dark", 1280], ["fit", "dark", 360], ["fit", "light", 1280], ["homogenise", "dark", 360], ["two-events", "light", 360],
  ] as const)("%s, %s at %i px: no violation, no request, no error, nothing crowded or cut off", async (name, colorScheme, width) => {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
    const page = await context.newPage();
    const seen: string[] = [];
    const url = pathToFileURL(join(folder, `${name}.html`)).href;
    page.on("request", (request) => { if (request.url() !== url && !request.url().startsWith("data:")) seen.push(request.url()); });
    page.on("console", (message) => seen.push(message.text()));
    page.on("pageerror", (error) => seen.push(error.message));
    await page.goto(url);
    await page.evaluate(`document.querySelectorAll("details").forEach((details) => { details.open = true; })`);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    expect(await page.evaluate(CROWDED)).toEqual([]);
    await page.evaluate(axe);
    expect(await page.evaluate(async () => {
      const { violations } = await (globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe.run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(" | ")}`);
    })).toEqual([]);
    expect(seen).toEqual([]);
    await context.close();
  });
});
