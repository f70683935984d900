import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { smallExperiment, temporaryFolder, writeWorkspace } from "../support/workspace.ts";
import { quakegate } from "./support.ts";

const LOG = [
  "as_of,op,id,time,latitude,longitude,depth_km,mag",
  "2020-04-20T08:10:00Z,init,pt26110000,2020-04-20T07:53:00Z,40.1,10.1,30,7.4",
  "2020-04-20T08:10:00Z,init,a,2020-04-19T00:00:00Z,40.2,10.2,10,3.4",
  "2020-04-20T13:45:00Z,del,pt26110000,2020-04-20T07:53:00Z,40.1,10.1,30,7.4",
  "2020-04-20T13:45:00Z,new,us6000sri7,2020-04-20T07:53:04Z,40.2,10.2,35,7.4",
  "2020-04-20T13:45:00Z,upd,a,2020-04-19T00:00:00Z,40.2,10.2,10,3.6",
];

describe("quakegate import --format revision-log, and audit", () => {
  const workspace = writeWorkspace(smallExperiment({ catalog: { ...(smallExperiment()["catalog"] as object), sources: [{ name: "made", knowledge: "as-recorded" }] } }));
  const folder = temporaryFolder();
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const into = ["--workspace", workspace, "--source", "made", "--format", "revision-log"];
  const log = file("log.csv", `${LOG.join("\n")}\n`);
  const snapshots = file("snapshots.csv", "as_of\n2020-04-20T02:10:00Z\n2020-04-20T08:10:00Z\n2020-04-20T13:45:00Z\n2020-04-20T19:45:00Z\n2020-04-22T19:45:00Z\n");
  let imported: Awaited<ReturnType<typeof quakegate>>;
  beforeAll(async () => {
    imported = await quakegate("import", log, ...into, "--snapshots", snapshots, "--look-back-days", "1");
  });

  it("says what was imported, and the gaps", () => {
    expect(imported).toMatchObject({ code: 0, err: "" });
    expect(imported.out.split("\n")).toEqual([
      "log.csv: 4 moments from 2020-04-20T08:10:00.000Z to 2020-04-22T19:45:00.000Z: 3 new, 1 revised, 1 withdrawn, 0 rejected",
      "  gap: the feed was not looked at, from 2020-04-20T19:45:00.000Z to 2020-04-22T19:45:00.000Z",
      "  no data from 2020-04-20T19:45:00.000Z to 2020-04-21T19:45:00.000Z: windows that touch it are not scored",
      "",
    ]);
  });

  it("compares what was known at two instants", async () => {
    const { code, out } = await quakegate("audit", "diff", "2020-04-20T12:00:00Z", "2020-04-20T14:00:00Z", "--workspace", workspace);
    expect(code).toBe(0);
    expect(out).toContain("0 added, 0 removed, 1 under another id, 1 changed, 0 unchanged; 1 crossed M 3.45");
    expect(out).toContain("= pt26110000 is now us6000sri7: +4 s, 14 km away, depth +5 km");
    expect(out).toContain("! a: M 3.4 is now M 3.6, above the target");
    const json = JSON.parse((await quakegate("audit", "diff", "2020-04-20T12:00:00Z", "2020-04-20T14:00:00Z", "--workspace", workspace, "--json")).out);
    expect(json).toMatchObject({ targetMagnitude: 3.45, reidentified: [{ before: { id: "pt26110000" }, after: { id: "us6000sri7" }, seconds: 4 }], first: { events: 2 }, second: { events: 2 } });
  });

  it.each([
    [["import", log, ...into, "--recorded-at", "2020-05-01T00:00:00Z"], /--recorded-at: an option that does not apply; got "2020-05-01T00:00:00Z"; expected not with --format revision-log/],
    [["import", file("longer.csv", `${LOG.join("\n")}\n${LOG[1]!.replace("init", "del")}\n`), "--workspace", workspace, "--source", "made"], /a log of revisions \(column as_of\), not one state of a catalog; .* --format revision-log/],
    [["audit", "whatif", "--catalog", "yesterday", "--workspace", workspace], /--catalog: not a date and time; got "yesterday"/],
  ])("refuses %j", async (args, message) => {
    const { code, err } = await quakegate(...args);
    expect(err).toMatch(message);
    expect(code).toBe(2);
  });

  it("compares nothing where nothing is settled", async () => {
    expect(await quakegate("audit", "whatif", "--catalog", "latest", "--workspace", workspace)).toMatchObject({ code: 0, out: expect.stringContaining("the target events of 0 of 0 settled windows differ") });
  });
});
