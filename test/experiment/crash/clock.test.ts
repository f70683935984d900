import { expect, it } from "vitest";
import { atWork } from "../../../src/experiment/at-work.ts";
import { issueDue, runAll, type Session } from "../../../src/experiment/run.ts";
import { importFile } from "../../../src/experiment/stages/import-files.ts";
import { steadyClock } from "../../../src/clock/submission/wall-clock.ts";
import { join } from "node:path";
import { smallExperiment, writeWorkspace } from "../../support/workspace.ts";
import { inSessionAt as at } from "../../support/session.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2020, 4, 6);
const silent = (): void => undefined;

function liveWorkspace(): string {
  return writeWorkspace(smallExperiment({
    schedule: { mode: "live", start: "2020-05-06T00:00:00Z", leadMinutes: 60 },
    catalog: { ...(smallExperiment()["catalog"] as object), sources: [{ name: "made", knowledge: "as-recorded" }] },
    gate: { policy: "seed-classic", id: "live", lookAfterWindows: 10, minimumEvents: 2, evidenceClasses: ["prospective"] },
  }));
}

const importAt = ({ experiment, ledger }: Session, recordedAt: number): unknown =>
  importFile(experiment, ledger, join(experiment.workspace, "catalog.csv"), { source: "made", recordedAt, mode: "listing", declaredEmpty: false, coversTo: recordedAt });

it("a clock that was set back is refused before anything is appended, in every stage of a live experiment", async () => {
  const workspace = liveWorkspace();
  const now = START - HOUR / 2;
  await at(workspace, now, (session) => importAt(session, now - HOUR));
  await at(workspace, now, (session) => atWork(session, () => issueDue(session, () => now, silent)));
  const before = await at(workspace, now, ({ ledger }) => ledger.dump());
  const refusal = /the clock of this machine stands before the newest entry of the log: it was set back.*2020-05-05T23:29:59\.999Z.*2020-05-05T23:30:00\.000Z/;
  await at(workspace, now - 1, async (session) => {
    await expect(runAll(session, () => now - 1, silent, 1)).rejects.toThrow(refusal);
    await expect(atWork(session, () => importAt(session, now - 1))).rejects.toThrow(refusal);
    expect(session.ledger.dump()).toBe(before);
  });
  await at(workspace, now, (session) => atWork(session, () => undefined));
});

it("a clock that steps back during a run stops it: nothing is sealed earlier than what stands before it", async () => {
  const workspace = liveWorkspace();
  const now = START - HOUR / 2;
  await at(workspace, now, async (session) => {
    importAt(session, now - HOUR);
    // The first is read when the experiment is registered, then one for each forecast.
    const readings = [now, now, now - 1];
    await expect(issueDue(session, () => readings.shift()!, silent)).rejects.toThrow(/it was set back/);
    expect(session.ledger.forecasts().map(({ sealedAt }) => sealedAt)).toEqual([now]);
    await issueDue(session, () => now, silent);
    expect(session.ledger.forecasts()).toHaveLength(2);
  });
});

it("an event service whose clock runs ahead stops nothing", () => {
  const fetched = [{ entry: 0, kind: "import", subject: "made", at: START + 90_000 }, { entry: 1, kind: "fetch", subject: "made", at: START + 90_000 }];
  expect(steadyClock(fetched)(START)).toBe(START);
  expect(() => steadyClock(fetched.slice(0, 1))(START)).toThrow(/set back/);
});
