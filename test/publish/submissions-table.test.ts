import { describe, expect, it } from "vitest";
import type { SiteModel, SubmissionRow } from "../../src/publish/model.ts";
import { submissionsTable } from "../../src/publish/pages/submissions-table.ts";
import { createSiteContext } from "../../src/publish/site-context.ts";

const window = { id: "7d-0000", settled: true, week: "2020-W01" };
const row: SubmissionRow = { model: "outside", window: "7d-0000", correction: 0, state: "on-time", evidenceClass: "prospective", receivedAt: Date.UTC(2019, 11, 31), revealedAt: null, digest: "ab".repeat(32), entry: 7, logScore: -1.25 };
const context = (submissions: readonly SubmissionRow[]) => createSiteContext({ models: [], series: [{ windows: [window] }], submissions } as unknown as SiteModel, []);

describe("the table of submissions", () => {
  it("shows a correction with its score beside the first", () => {
    const table = submissionsTable(context([row, { ...row, correction: 1, state: "late", evidenceClass: "retrospective", logScore: -Infinity, entry: 9 }]), "../", "outside")!;
    expect(table.data.map(({ what, state, evidenceClass, logScore, entry }) => [what, state, evidenceClass, logScore, entry])).toEqual([["first", "on-time", "prospective", -1.25, 7], ["correction 1", "late", "retrospective", "-Infinity", 9]]);
    expect(table.rows.map((cells) => cells.map(({ text }) => text).slice(0, 3))).toEqual([["7d-0000", "first", "on time"], ["7d-0000", "correction 1", "late"]]);
  });

  it("shows of an embargoed one when it was committed to and when it was revealed", () => {
    const table = submissionsTable(context([{ ...row, revealedAt: Date.UTC(2020, 0, 3) }]), "../", "outside")!;
    expect(table.columns.map(({ label }) => label)).toEqual(expect.arrayContaining(["Received", "Revealed"]));
    expect(table.data[0]).toMatchObject({ receivedAt: "2019-12-31T00:00:00.000Z", revealedAt: "2020-01-03T00:00:00.000Z" });
    expect(submissionsTable(context([row]), "../", "outside")!.columns.map(({ label }) => label)).not.toContain("Revealed");
  });

  it("says of what did not come that nothing came", () => {
    const table = submissionsTable(context([{ ...row, state: "missing", evidenceClass: null, receivedAt: null, digest: null, entry: null, logScore: null }]), "../", "outside")!;
    expect(table.rows[0]!.map(({ text }) => text)).toEqual(["7d-0000", "first", "missing", "none", "nothing came", "not scored", "none", "none"]);
    expect(table.rows[0]![2]!.tone).toBe("bad");
  });

  it("is absent for a model that the harness runs, and leaves out windows that are not due", () => {
    expect(submissionsTable(context([row]), "../", "etas")).toBeUndefined();
    expect(submissionsTable(context([{ ...row, window: "7d-0040" }]), "../", "outside")!.rows).toEqual([]);
  });
});
