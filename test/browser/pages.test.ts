import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderSite } from "../../src/publish/publish-site.ts";
import { BURST, fixtureSite } from "../publish/fixture.ts";
import { CHROMIUM_ARGUMENTS, chromiumPath } from "./chromium.ts";

const reason = chromiumPath === undefined ? " (skipped: no chromium, chromium-browser or google-chrome in PATH)" : "";
const WEEK = fixtureSite().series[0]!.windows[BURST]!.week;
const PAGES = ["index.html", "leaderboard.html", "gate.html", "methods.html", "data.html", "models/neural-tpp.html", "models/smoothed-null.html", `weekly/${WEEK}.html`];
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Texts of pictures that reach beyond the picture and would be cut off. */
const TEXTS_OUTSIDE_THEIR_PICTURES = `[...document.querySelectorAll("svg[role=img] text")].flatMap((text) => {
  const [inner, outer] = [text.getBoundingClientRect(), text.closest("svg").getBoundingClientRect()];
  const outside = inner.width > 0 && (inner.left < outer.left - 1 || inner.right > outer.right + 1 || inner.top < outer.top - 2 || inner.bottom > outer.bottom + 2);
  return outside ? [text.closest("figure").id + ": " + text.textContent] : [];
})`;

/** Pairs of labels beside the lines' ends, or of any horizontal texts of one picture, that overlap; pictures wider than the column of the page. */
const CROWDED = `[...document.querySelectorAll("svg[role=img]")].flatMap((svg) => {
  const boxes = [...svg.querySelectorAll("text")].filter((text) => !/rotate/.test(text.getAttribute("transform"))).map((text) => ({ words: text.textContent, box: text.getBoundingClientRect() })).filter(({ box }) => box.width > 0);
  const overlap = boxes.flatMap(({ words, box: a }, place) => boxes.slice(place + 1).filter(({ box: b }) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3).map((other) => words + " / " + other.words));
  const wide = svg.getBoundingClientRect().width > document.querySelector("main").getBoundingClientRect().width ? ["too wide"] : [];
  return [...overlap, ...wide].map((what) => svg.closest("figure").id + ": " + what);
})`;

describe.skipIf(chromiumPath === undefined)(`pages in a browser${reason}`, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "quakegate-pages-"));
    for (const { path, bytes } of await renderSite(fixtureSite({ simulated: true }), [WEEK])) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    const long = fixtureSite({ infinite: false });
    const titles = await renderSite({ ...long, models: long.models.map((model) => ({ ...model, title: `${model.title} with aftershocks over a smoothed background` })) }, [WEEK]);
    for (const [name, path] of [["weekly", `weekly/${WEEK}.html`], ["leaderboard", "leaderboard.html"], ["model", "models/neural-tpp.html"]]) {
      writeFileSync(join(folder, `long-titles-${name}.html`), titles.find((file) => file.path === path)!.bytes);
    }
    const replay = fixtureSite();
    const prospective = await renderSite({ ...replay, head: { ...replay.head, evidenceClass: "prospective" } }, []);
    writeFileSync(join(folder, "prospective.html"), prospective.find(({ path }) => path === "index.html")!.bytes);
    browser = await chromium.launch({ executablePath: chromiumPath!, args: CHROMIUM_ARGUMENTS });
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  describe.each(PAGES)("%s", (path) => {
    it.each([["light", 1280], ["dark", 360]] as const)("%s at %i px: no violation, no request, no error, no sideways scroll", async (colorScheme, width) => {
      await withPage({ colorScheme, width }, async (page, seen) => {
        await page.goto(urlOf(path));
        await page.evaluate(`document.querySelectorAll("details").forEach((details) => { details.open = true; })`);
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
        expect(await violations(page)).toEqual([]);
        expect(seen.requests.filter((url) => !url.startsWith("data:"))).toEqual([urlOf(path)]);
        expect(seen.messages).toEqual([]);
      });
    });

    it("draws its pictures inside their frames", async () => {
      await withPage({ colorScheme: "light", width: 1280 }, async (page) => {
        await page.goto(urlOf(path));
        expect(await page.evaluate(TEXTS_OUTSIDE_THEIR_PICTURES)).toEqual([]);
      });
    });
  });

  it.each(["weekly.html", "leaderboard.html", "model.html"])("keeps long titles legible in the pictures of %s", async (path) => {
    await withPage({ colorScheme: "light", width: 1280 }, async (page) => {
      await page.goto(urlOf(`long-titles-${path}`));
      expect(await page.evaluate(CROWDED)).toEqual([]);
      expect(await page.evaluate(TEXTS_OUTSIDE_THEIR_PICTURES)).toEqual([]);
    });
  });

  it("states its age when it is read unless it is a replay, and is complete without script", async () => {
    await withPage({ colorScheme: "light", width: 800 }, async (page) => {
      await page.clock.setFixedTime(new Date("2019-09-05T00:00:00Z"));
      await page.goto(urlOf("index.html"));
      expect(await page.textContent("#freshness")).toBe("Settled through 2019-09-02 00:00 UTC. Evidence: pseudo-prospective (not a forecast of days to come).");
      await page.goto(urlOf("prospective.html"));
      expect(await page.textContent("#freshness")).toBe("Settled through 2019-09-02 00:00 UTC. Evidence: prospective. As you read this, that is 3 days ago.");
    });
    await withPage({ colorScheme: "light", width: 800, javaScriptEnabled: false }, async (page) => {
      await page.goto(urlOf("prospective.html"));
      expect(await page.textContent("#freshness")).toBe("Settled through 2019-09-02 00:00 UTC. Evidence: prospective.");
    });
  });

  it("shows where the keyboard is and skips to the content first", async () => {
    await withPage({ colorScheme: "light", width: 800 }, async (page) => {
      await page.goto(urlOf("leaderboard.html"));
      await page.keyboard.press("Tab");
      const focus = await page.evaluate(`({ text: document.activeElement.textContent, outline: getComputedStyle(document.activeElement).outlineStyle, left: document.activeElement.getBoundingClientRect().left })`);
      expect(focus).toEqual({ text: "Skip to the content", outline: "solid", left: 0 });
    });
  });

  function urlOf(path: string): string {
    return pathToFileURL(join(folder, path)).href;
  }

  interface Seen {
    readonly requests: string[];
    readonly messages: string[];
  }

  async function withPage(look: { colorScheme: "light" | "dark"; width: number; javaScriptEnabled?: boolean }, use: (page: Page, seen: Seen) => Promise<void>): Promise<void> {
    const { colorScheme, width, javaScriptEnabled = true } = look;
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, javaScriptEnabled });
    const page = await context.newPage();
    const seen: Seen = { requests: [], messages: [] };
    page.on("request", (request) => seen.requests.push(request.url()));
    page.on("console", (message) => seen.messages.push(message.text()));
    page.on("pageerror", (error) => seen.messages.push(error.message));
    await use(page, seen);
    await context.close();
  }

  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(axe);
    return page.evaluate(async () => {
      const { violations: found } = await (globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe.run();
      return found.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(" | ")}`);
    });
  }
});
