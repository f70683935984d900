import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openLedger } from "../../src/ledger/ledger.ts";
import { catalogEvents } from "../../src/seismicity/catalog.ts";
import { type Fault, fdsnService, loopbackServer, type LoopbackServer } from "../support/fdsn-server.ts";
import { madeCatalog, smallExperiment, writeWorkspace } from "../support/workspace.ts";
import { quakegate, ROOT } from "./support.ts";

const EVENTS = catalogEvents(madeCatalog());

function service(): ReturnType<typeof fdsnService> {
  return fdsnService(EVENTS.map((event) => ({ ...event, updated: event.time })), { limit: 150, now: Date.now });
}

function workspaceOf(server: LoopbackServer): string {
  const catalog = { ...(smallExperiment()["catalog"] as object), sources: [{ name: "made", fdsn: { url: server.url, node: "comcat", maximumClockSkewMinutes: 60, requestIntervalSeconds: 0 } }] };
  return writeWorkspace(smallExperiment({ schedule: { mode: "live", start: "2020-01-01T00:00:00Z", leadMinutes: 60 }, catalog }));
}

function stored(workspace: string): { readonly imports: number; readonly revisions: number; readonly kinds: string[] } {
  const ledger = openLedger(workspace, { create: false });
  try {
    return { imports: ledger.imports().length, revisions: ledger.revisions(["made"]).length, kinds: ledger.log().map(({ kind }) => kind) };
  } finally {
    ledger.close();
  }
}

describe("quakegate fetch", () => {
  it("says what it fetched, in words and for machines", async () => {
    const server = await loopbackServer(service());
    const workspace = workspaceOf(server);
    const first = await quakegate("fetch", "--workspace", workspace);
    expect([first.code, first.err]).toEqual([0, ""]);
    expect(first.out).toMatch(new RegExp(`^made: listing from ${server.url}, complete to 20.*Z: ${EVENTS.length} new, 0 revised, 0 withdrawn, 0 unchanged; \\d+ pages\\n`));
    const second = await quakegate("fetch", "--workspace", workspace, "--source", "made", "--json");
    expect(JSON.parse(second.out)).toMatchObject([{ kind: "increment", source: "made", import: { added: 0, revised: 0, deleted: 0 } }]);
    expect(stored(workspace)).toEqual({ imports: 2, revisions: EVENTS.length, kinds: ["import", "fetch", "import", "fetch"] });
    const span = await quakegate("fetch", "--workspace", workspace, "--from", "2019-01-01", "--to", "2019-02-01");
    expect(span.out).toMatch(/^made: span from/);
  });

  it("exits with 2 and a plain word for what it cannot do, and `run` does so too", async () => {
    const refusal: Fault = { kind: "reply", reply: { status: 400, headers: { date: new Date().toUTCString(), "content-type": "text/plain" }, body: "Bad Request: no such parameter" } };
    const server = await loopbackServer(service(), (_, path) => (path.includes("/query?") ? refusal : undefined));
    const workspace = workspaceOf(server);
    for (const command of ["fetch", "run"]) {
      const { code, out, err } = await quakegate(command, "--workspace", workspace);
      expect([command, code, out]).toEqual([command, 2, ""]);
      expect(err).toMatch(/^quakegate: .*the event service failed: HTTP 400 \(Bad Request: no such parameter\).*nothing was imported/);
    }
    expect(stored(workspace)).toEqual({ imports: 0, revisions: 0, kinds: [] });
    const { code, err } = await quakegate("fetch", "--workspace", workspace, "--from", "2020-01-02", "--to", "2020-01-01");
    expect([code, err]).toEqual([2, expect.stringMatching(/a span that ends before it begins/)]);
  });

  it("killed at any page goes on with the pages that came", async () => {
    for (const killAt of [2, 5]) {
      const answering = service();
      let kill = (): void => undefined;
      const server = await loopbackServer(answering, (request) => (request === killAt ? { kind: "before", act: () => kill() } : undefined));
      const workspace = workspaceOf(server);
      const child = spawn(process.execPath, ["dist/cli/main.js", "fetch", "--workspace", workspace], { cwd: ROOT, stdio: "ignore" });
      kill = () => void child.kill("SIGKILL");
      const signal = await new Promise((resolve) => child.on("exit", (_, by) => resolve(by)));
      expect(signal).toBe("SIGKILL");
      const folder = join(workspace, "observations/fetch/made");
      const pages = existsSync(join(folder, "unfinished.json")) ? Object.values((JSON.parse(readFileSync(join(folder, "unfinished.json"), "utf8")) as { pages: Record<string, { state: string }> }).pages).filter(({ state }) => state === "page").length : 0;
      const { code, out } = await quakegate("fetch", "--workspace", workspace, "--json");
      expect([code, JSON.parse(out)]).toEqual([0, [expect.objectContaining({ reusedPages: pages, import: expect.objectContaining({ added: EVENTS.length }) as object })]]);
      expect(stored(workspace)).toEqual({ imports: 1, revisions: EVENTS.length, kinds: ["import", "fetch"] });
      expect(readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".unfinished"))).toEqual([]);
    }
  });
});
