import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { explainDecisions } from "../../../src/experiment/gate/explain.ts";
import { recordAct, type ActRequest, type RecordedAct } from "../../../src/experiment/gate/record-act.ts";
import { decideDue, evaluateDue, issueDue, settleDue } from "../../../src/experiment/run.ts";
import { registerExperiment } from "../../../src/experiment/stages/decide.ts";
import { auditReplay } from "../../../src/experiment/verify/replay.ts";
import { nextWindow } from "../../../src/gate/sequential/registration.ts";
import { generateTeamKey } from "../../../src/ledger/keys/ed25519.ts";
import { keyAddition } from "../../../src/ledger/keys/key-documents.ts";
import { registerKey } from "../../../src/ledger/keys/register-key.ts";
import { writeWorkspace } from "../../support/workspace.ts";
import { at, commitAt, DAY, fetchCatalog, HOUR, liveWorkspace, revealAt, silent, start, submitAt, withSubmitted, writeForecastCsv } from "./support.ts";

const file = writeForecastCsv(0.05);
const GATE = { id: "live", challengers: ["outside"], minimumWindows: 2, minimumActiveWindows: 0, minimumEvents: 1, coolingOffDays: 0 };
const key = generateTeamKey();
const anytimeWorkspace = (overrides = {}): string => liveWorkspace({}, { gate: GATE, ...overrides });
const lead = HOUR / 2;

/** `run` at a wall clock, without pages. */
async function run(workspace: string, wallClock: number): Promise<void> {
  await at(workspace, wallClock, async (session) => {
    fetchCatalog(session, wallClock);
    await issueDue(session, () => wallClock, silent);
    settleDue(session, silent);
    await evaluateDue(session, silent, 1);
    decideDue(session);
  });
}

const act = (workspace: string, wallClock: number, kind: ActRequest["kind"]): Promise<RecordedAct> =>
  at(workspace, wallClock, (session) => recordAct(session, { kind, model: "outside", reason: "as agreed", signers: [{ team: "lab", privatePem: key.privatePem }] }, wallClock));
const edit = (workspace: string, changes: object): void => {
  const path = join(workspace, "experiment.yaml");
  writeFileSync(path, stringify({ ...(parse(readFileSync(path, "utf8")) as object), ...changes }));
};

describe("a submission for a window that is far ahead", () => {
  it.each([["submission", submitAt], ["commitment", commitAt]] as const)("is refused as a %s, naming the last window that is taken, and nothing is written", async (_, hand) => {
    const workspace = liveWorkspace();
    const before = await at(workspace, start(0), ({ ledger }) => ledger.dump());
    const now = start(0) - HOUR;
    // Windows open each seventh day: the 52nd in 364 days and an hour.
    await expect(hand(workspace, now, { window: "7d-0053", file })).rejects.toThrow(/^--window: the window opens too far ahead; got "7d-0053"; expected a window up to 7d-0052; a forecast is taken within 366 days before its window opens \(submissions\.aheadDays of the experiment\), and it is 2019-12-31T23:00:00\.000Z$/);
    await expect(hand(workspace, now, { window: "7d-99999", file })).rejects.toThrow(/too far ahead.*up to 7d-0052/);
    await expect(hand(workspace, now, { window: "7d-999999999", file })).rejects.toThrow(/--window: no such window in the experiment/);
    await expect(hand(workspace, start(0) - 400 * DAY, { window: "7d-0000", file })).rejects.toThrow(/expected none yet: window 7d-0000 opens 2020-01-01/);
    expect(await at(workspace, start(0), ({ ledger }) => ledger.dump())).toBe(before);
    await expect(hand(workspace, now, { window: "7d-0052", file })).resolves.toMatchObject({ window: "7d-0052" });
  });

  it("is taken as far ahead as the experiment says, and the operator may change that", async () => {
    const workspace = liveWorkspace({}, { submissions: { aheadDays: 10 } });
    const now = start(0) - HOUR;
    await submitAt(workspace, now, { window: "7d-0001", file });
    await expect(submitAt(workspace, now, { window: "7d-0002", file })).rejects.toThrow(/up to 7d-0001; a forecast is taken within 10 days/);
    edit(workspace, { submissions: { aheadDays: 20 } });
    await expect(submitAt(workspace, now, { window: "7d-0002", file })).resolves.toMatchObject({ status: "on-time" });
  });

  it("is bounded in a replay by its last window alone", async () => {
    await expect(submitAt(writeWorkspace(withSubmitted({ submissions: { aheadDays: 1 } })), Date.UTC(2019, 0, 1), { window: "7d-0003", file })).resolves.toMatchObject({ status: "on-time" });
  });

  it("postpones nothing that operators do, and only a restart of its own version", async () => {
    const workspace = anytimeWorkspace();
    await submitAt(workspace, start(0) - HOUR, { window: "7d-0000", file });
    await submitAt(workspace, start(0) - HOUR, { window: "7d-0040", file });
    await run(workspace, start(0) - lead);
    await at(workspace, start(0) - lead, ({ ledger }) => {
      registerKey(ledger, keyAddition("lab", key.privatePem), start(0) - lead);
      expect(nextWindow(ledger.log(), 7)).toBe(1);
    });
    const withPolicy = (gate: object): void => edit(workspace, { gate: { ...GATE, ...gate } });
    const register = (wallClock: number): Promise<void> => at(workspace, wallClock, ({ experiment, ledger }) => registerExperiment(experiment, ledger, wallClock));
    withPolicy({ id: "second", effectiveFromWindow: 0 });
    await expect(register(start(0))).rejects.toThrow(/cannot govern windows that were issued under another; got 0; expected 1 or more: forecasts of window 7d-0000 are sealed/);
    withPolicy({ id: "second", effectiveFromWindow: 2 });
    // Nobody has issued windows 1 and 2, and they have opened: what happened in them may be known.
    await expect(register(start(2))).rejects.toThrow(/got 2; expected 3 or more: window 7d-0002 has opened/);
    await register(start(2) - 1);
    expect((await act(workspace, start(2) - 1, "restart")).statement.fromWindow).toBe(41);
    expect((await act(workspace, start(2), "withdrawal")).statement.fromWindow).toBe(3);
  });

  it("that came first does not begin the record: earlier ones that came on time do", async () => {
    const workspace = anytimeWorkspace();
    for (const window of ["7d-0005", "7d-0000", "7d-0001"]) await submitAt(workspace, start(0) - HOUR, { window, file });
    for (const index of [0, 1, 2]) await run(workspace, start(index) - lead);
    await run(workspace, start(2) + 2 * DAY);
    await at(workspace, start(2) + 2 * DAY, (session) => {
      const [{ decision, text }] = explainDecisions(session) as [ReturnType<typeof explainDecisions>[number]];
      expect(decision).toMatchObject({ fromWindow: 0, throughWindow: 1 });
      expect(text.join("\n")).not.toContain("none of their windows has been settled yet");
      expect(auditReplay(session.experiment, session.ledger, 0, silent)).toMatchObject({ outcome: "verified", problems: [] });
    });
  });
});

describe("an author who knows the outcome", () => {
  /** Commits to four windows, and reveals some of them when all have closed and none has settled. */
  async function revealing(order: readonly number[]) {
    const workspace = anytimeWorkspace({ settlement: { lagDays: 30 } });
    await at(workspace, start(0) - 2 * HOUR, (session) => fetchCatalog(session, start(0) - 2 * HOUR));
    for (const index of [0, 1, 2, 3]) await commitAt(workspace, start(0) - HOUR, { window: `7d-000${index}`, file });
    for (const index of [0, 1, 2, 3]) await run(workspace, start(index) - lead);
    for (const index of order) await revealAt(workspace, start(4) + HOUR, { window: `7d-000${index}`, file });
    const settled = start(4) + 31 * DAY;
    await run(workspace, settled);
    return at(workspace, settled, (session) => {
      expect(auditReplay(session.experiment, session.ledger, 0, silent)).toMatchObject({ outcome: "verified", problems: [] });
      const { evidence } = session.ledger.decisions().at(-1)!;
      return { evidence: JSON.parse(evidence) as Record<string, unknown> & { skill: Record<string, unknown>[] }, text: explainDecisions(session)[0]!.text.join("\n") };
    });
  }

  it("cannot choose the start of the record by the order in which forecasts are revealed", async () => {
    const [inOrder, badLast] = [await revealing([0, 1, 2, 3]), await revealing([2, 3, 0, 1])];
    expect(badLast.evidence).toMatchObject({ fromWindow: 0, throughWindow: 3, forecastsOnTime: 4, forecastsDue: 4 });
    expect(badLast.evidence).toEqual(inOrder.evidence);
  });

  it("gains nothing by leaving one unrevealed: it counts as the floor, and the explanation says so", async () => {
    const { evidence, text } = await revealing([0, 2, 3]);
    expect(evidence).toMatchObject({ fromWindow: 0, forecastsOnTime: 3, forecastsDue: 4 });

    for (const contest of evidence.skill) expect(contest).toMatchObject({ fallbacks: 0, penalised: 1, unrevealed: 1 });
    expect(text).toContain("1 window without a forecast of its own, 1 of them scored as lost, 1 because it was committed to a forecast and had not revealed it when the window settled");
    const classic = liveWorkspace({}, { settlement: { lagDays: 1 } });
    await commitAt(classic, start(0) - HOUR, { window: "7d-0000", file });
    for (const index of [0, 1, 2]) await run(classic, start(index) - lead);
    await run(classic, start(2) + 2 * DAY);
    await at(classic, start(2) + 2 * DAY, ({ ledger }) => {
      const { body, evidence } = ledger.decisions().findLast(({ challenger }) => challenger === "outside")!;
      expect(JSON.parse(evidence)).toMatchObject({ unrevealed: 1, forecastsDue: 2 });
      expect(body).toContain("1 forecast that it was committed to not revealed before the outcome was known; none may be");
    });
  });
});
