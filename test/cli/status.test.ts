import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { catalogEvents, createCatalog } from "../../src/seismicity/catalog.ts";
import { madeCatalog, smallExperiment, writeWorkspace } from "../support/workspace.ts";
import { quakegate } from "./support.ts";

it("run, status and the data page say which windows a silent feed holds open, and why", { timeout: 120_000 }, async () => {
  const silentFeed = createCatalog(catalogEvents(madeCatalog()).filter((event) => event.time < Date.UTC(2019, 11, 1) || event.time > Date.UTC(2020, 1, 20)));
  const workspace = writeWorkspace(smallExperiment(), silentFeed);
  const run = await quakegate("run", "--workspace", workspace, "--workers", "1");
  const status = await quakegate("status", "--workspace", workspace);
  for (const { code, out } of [run, status]) {
    expect(code).toBe(0);
    expect(out).toContain("4 held open though due");
    expect(out.match(/^  open: 7d-000[0-3]: the feed seems silent: .* declare a gap, or declare the span empty$/gm)).toHaveLength(4);
  }
  const data = JSON.parse(readFileSync(join(workspace, "reports", "data", "data.json"), "utf8"));
  expect(data.answer).toMatch(/4 windows that are due cannot be settled yet/);
  expect(data.tables["held-open"].rows.map(({ window }: { window: string }) => window)).toEqual(["7d-0000", "7d-0001", "7d-0002", "7d-0003"]);
});
