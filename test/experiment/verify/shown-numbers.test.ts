import { beforeAll, describe, expect, it } from "vitest";
import { readPage, type ShownNumber } from "../../../src/experiment/verify/page-text.ts";
import { disagreement } from "../../../src/experiment/verify/shown-number.ts";
import { eValue } from "../../../src/gate/sequential/in-words.ts";
import { follow, pointerTo } from "../../../src/publish/json-pointer.ts";
import { renderSite, type SitePage } from "../../../src/publish/publish-site.ts";
import { fixtureSite } from "../../publish/fixture.ts";

describe("every number in a table of the site", () => {
  let pages: { page: SitePage; data: unknown; numbers: readonly ShownNumber[] }[];
  beforeAll(async () => {
    const site = fixtureSite();
    const files = await renderSite(site, [site.series[0]!.windows[22]!.week]);
    pages = files.filter(({ data }) => data !== undefined).map((page) => ({
      page, numbers: readPage(String(page.bytes)).numbers,
      data: JSON.parse(String(files.find(({ path }) => path === page.data!.path)!.bytes)) as unknown,
    }));
  });
  const check = (data: unknown, { pointer, text }: ShownNumber): string | undefined => disagreement(text, follow(data, pointer), follow(data, pointer.slice(0, pointer.lastIndexOf("/"))) as Record<string, unknown>);

  it("leads by its pointer to the value that it shows", () => {
    const wrong = pages.flatMap(({ page, data, numbers }) => numbers.flatMap((number) => check(data, number) ?? []).map((problem) => `${page.path}: ${problem}`));
    expect(wrong).toEqual([]);
    expect(pages.flatMap(({ numbers }) => numbers).length).toBeGreaterThan(3000);
    for (const { page, data } of pages) for (const pointer of page.data!.tables) expect([pointer, Array.isArray(follow(data, pointer))]).toEqual([pointer, true]);
  });

  it("is missed when one digit of it is another", () => {
    let [changed, found] = [0, 0];
    for (const { data, numbers } of pages) {
      for (const [place, number] of numbers.entries()) {
        if (place % 7 !== 0 || !/[1-9]/.test(number.text)) continue;
        changed++;
        if (check(data, { ...number, text: number.text.replace(/[1-9]/, (digit) => String((Number(digit) % 9) + 1)) }) !== undefined) found++;
      }
    }
    expect(changed).toBeGreaterThan(300);
    // What is left: a count changed to another number of its own row. The page's digest finds those too.
    expect(found / changed).toBeGreaterThan(0.95);
  });
});

describe("one cell", () => {
  it.each([
    ["0.310", 0.31, {}], ["+0.310 [0.120, 0.500]", 0.31, { lower: 0.12, upper: 0.5 }], ["−∞", "-Infinity", {}], ["1.23 × 10⁻⁵", 1.23e-5, {}], ["12\u202F346", 12_345.6, {}],
    ["0.120 % (1 in 833)", 0.0012, {}], ["> 99.9 %", 0.9999, {}], ["no events", null, {}], ["35.50°N", 35.5, {}], ["118.25°W", -118.25, {}], ["24 (96.0 %)", 24, { share: 0.96 }],
  ])("%s is %s", (text, value, others) => {
    expect(disagreement(text, value, { value, ...others })).toBeUndefined();
  });

  it.each([["0.311", 0.31, {}], ["0.310 [0.120, 0.501]", 0.31, { lower: 0.12, upper: 0.5 }], ["∞", "-Infinity", {}], ["−0.310", 0.31, {}], ["1.23 × 10⁻⁶", 1.23e-5, {}], ["3", null, {}], ["0.500", 0.31, { upper: 0.5 }]])("%s is not %s", (text, value, others) => {
    expect(disagreement(text, value, { value, ...others })).toBeDefined();
  });

  it("is an e-value by its logarithm, also where no double holds it", () => {
    const row = { gain: 0.5, logEValue: 1940.32, "logEValue over etas": 0 };
    expect(disagreement("2.31 × 10⁸⁴²", 1940.32, row)).toBeDefined();
    expect(disagreement(eValue(1940.32), 1940.32, row)).toBeUndefined();
    expect(disagreement(`0.500, e = ${eValue(1940.32)}`, 0.5, row)).toBeUndefined();
    // Nothing but a logarithm of an e-value is shown that way.
    expect(disagreement(eValue(1940.32), 1940.32, { gain: 1940.32 })).toBeDefined();
    expect(disagreement("∞", 1940.32, row)).toBeDefined();
  });

  it("is found by RFC 6901 pointers", () => {
    const document = { "a/b": [{ "m~n": 1 }] };
    expect(follow(document, pointerTo("a/b", 0, "m~n"))).toBe(1);
    expect(pointerTo("a/b", 0, "m~n")).toBe("/a~1b/0/m~0n");
    expect(follow(document, "/a~1b/1/x")).toBeUndefined();
    expect(follow(document, "/constructor")).toBeUndefined();
  });
});
