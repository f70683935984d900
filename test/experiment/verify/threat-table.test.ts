import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const TESTS = new URL("../../", import.meta.url);
const readme = readFileSync(new URL("../reports/README.md", TESTS), "utf8");

it("each row of the threat table names tests that exist, and what remains", () => {
  const rows = readme.slice(readme.indexOf("### Threats")).split("\n").filter((line) => line.startsWith("| ")).slice(1).map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  expect(rows).toHaveLength(20);
  for (const [attack, stoppedBy, tests, remains] of rows) {
    const named = [...tests!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
    expect([attack, stoppedBy !== "", remains !== "", named.length > 0]).toEqual([attack, true, true, true]);
    for (const name of named) expect([name, existsSync(new URL(name.endsWith("/") ? name : `${name}.test.ts`, TESTS))]).toEqual([name, true]);
  }
});
