import { describe, expect, it } from "vitest";
import { decideDue, evaluateDue, importConfigured, issueDue, openSession, settleDue } from "../../../src/experiment/run.ts";
import { workspaceStatus } from "../../../src/experiment/stages/status.ts";
import { checkReceipt } from "../../../src/experiment/submission/check-receipt.ts";
import { submissionInOneLine } from "../../../src/cli/commands/submit.ts";
import { submissionViews } from "../../../src/experiment/submission/states.ts";
import { decodeSealedForecast } from "../../../src/formats/sealed-forecast.ts";
import { keyAddition, keyRotation } from "../../../src/ledger/keys/key-documents.ts";
import { generateTeamKey, signText } from "../../../src/ledger/keys/ed25519.ts";
import { registerKey, revokeKey } from "../../../src/ledger/keys/register-key.ts";
import { canonicalJson } from "../../../src/ledger/canonical-json.ts";
import type { Signing } from "../../../src/experiment/submission/authorise.ts";
import { smallExperiment, writeWorkspace } from "../../support/workspace.ts";
import { at, commitAt, DAY, fetchCatalog, HOUR, liveWorkspace, revealAt, SALT, silent, start, submissionEntries, submitAt, withSubmitted, writeForecastCsv } from "./support.ts";

const small = writeForecastCsv(0.05);
const large = writeForecastCsv(0.2);
const states = (workspace: string, wallClock: number) => at(workspace, wallClock, (session) => submissionViews(session).map(({ window, correction, state }) => `${window} ${correction > 0 ? `correction ${correction} ` : ""}${state}`));

/** Settles and scores everything up to `wallClock`. */
async function score(workspace: string, wallClock: number) {
  return at(workspace, wallClock, async (session) => {
    fetchCatalog(session, wallClock);
    settleDue(session, silent);
    await evaluateDue(session, silent, 1);
    return session.ledger.results().filter(({ forecaster }) => forecaster === "outside").map(({ windowId, version }) => `${windowId} ${version}`);
  });
}

describe("a submission", () => {
  it("is sealed in one step before commitBy, in two log entries, and its receipt holds", async () => {
    const workspace = liveWorkspace();
    const receipt = await submitAt(workspace, start(0) - HOUR / 2, { window: "7d-0000", file: small });
    expect(receipt).toMatchObject({ kind: "submission", window: "7d-0000", model: "outside", version: "1.0", status: "on-time", evidenceClass: "prospective", sealedAt: "2019-12-31T23:30:00.000Z", commitBy: "2020-01-01T00:00:00.000Z", correction: 0 });
    await at(workspace, start(0), (session) => {
      expect(submissionEntries(session)).toEqual(["submission 7d-0000", "forecast 7d-0000"]);
      const [record] = session.ledger.forecasts();
      expect(record).toMatchObject({ digest: receipt.digest, status: "on-time", sealedAt: start(0) - HOUR / 2 });
      const { header } = decodeSealedForecast(session.ledger.read(receipt.digest!), session.experiment.region);
      expect(header).toMatchObject({ window: "7d-0000", forecaster: "outside", version: "1.0", start: "2020-01-01T00:00:00.000Z", end: "2020-01-08T00:00:00.000Z" });
      expect(checkReceipt(session.experiment, session.ledger, receipt)).toEqual([]);
    });
  });

  it("again with the same bytes changes nothing, even later and after the deadline", async () => {
    const workspace = liveWorkspace();
    const first = await submitAt(workspace, start(0) - HOUR, { window: "7d-0000", file: small });
    const before = await at(workspace, start(0), ({ ledger }) => ledger.dump());
    expect(await submitAt(workspace, start(0) + DAY, { window: "7d-0000", file: small })).toEqual(first);
    expect(await at(workspace, start(0), ({ ledger }) => ledger.dump())).toBe(before);
  });

  it("with other bytes is refused without --correction; the refusal writes nothing", async () => {
    const workspace = liveWorkspace();
    await submitAt(workspace, start(0) - HOUR, { window: "7d-0000", file: small });
    const before = await at(workspace, start(0), ({ ledger }) => ledger.dump());
    await expect(submitAt(workspace, start(0) - HOUR / 2, { window: "7d-0000", file: large })).rejects.toThrow(/cannot be replaced or withdrawn.*--correction/);
    expect(await at(workspace, start(0), ({ ledger }) => ledger.dump())).toBe(before);
  });

  it("of a future window is taken early", async () => {
    const workspace = liveWorkspace();
    expect(await submitAt(workspace, start(0) - 30 * DAY, { window: "7d-0040", file: small })).toMatchObject({ status: "on-time", evidenceClass: "prospective" });
    expect(await states(workspace, start(0) - HOUR)).toEqual(["7d-0000 awaited", "7d-0040 on-time"]);
  });

  it("for a window that is open is late: kept, shown, never scored, never in the gate", async () => {
    const workspace = liveWorkspace();
    await at(workspace, start(0) - HOUR / 2, async (session) => {
      fetchCatalog(session, start(0) - HOUR);
      await issueDue(session, () => start(0) - HOUR / 2, silent);
    });
    expect(await submitAt(workspace, start(0) + 1, { window: "7d-0000", file: small })).toMatchObject({ status: "late", evidenceClass: "retrospective" });
    expect(await submitAt(workspace, start(0) + 2, { window: "7d-0001", file: small })).toMatchObject({ status: "on-time" });
    await at(workspace, start(1) - HOUR / 2, (session) => {
      fetchCatalog(session, start(1) - HOUR);
      return issueDue(session, () => start(1) - HOUR / 2, silent);
    });
    expect(await score(workspace, start(2) + 2 * DAY)).toEqual(["7d-0001 1.0"]);
    await at(workspace, start(2) + 2 * DAY, (session) => {
      expect(workspaceStatus(session)).toMatchObject({ late: 1 });
      const evidence = decideDue(session).decisions.find(({ challenger }) => challenger === "outside")!;
      expect(evidence.figures.windows).toBe(2);
      expect(JSON.parse(session.ledger.decisions().find(({ challenger }) => challenger === "outside")!.evidence)).toMatchObject({ forecastsOnTime: 1, forecastsDue: 2, evidenceClasses: ["prospective"] });
    });
  });

  it("that does not come is missing, and the harness never makes one", async () => {
    const workspace = liveWorkspace();
    await at(workspace, start(0) - HOUR / 2, async (session) => {
      fetchCatalog(session, start(0) - HOUR);
      expect(await issueDue(session, () => start(0) - HOUR / 2, silent)).toEqual({ issued: 2, alreadyIssued: 0, failed: 0 });
      expect(workspaceStatus(session).missing).toBe(0);
    });
    expect(await at(workspace, start(0) + 1, (session) => workspaceStatus(session).missing)).toBe(1);
    expect(await states(workspace, start(0) + 1)).toEqual(["7d-0000 missing"]);
    await score(workspace, start(1) + 2 * DAY);
    await at(workspace, start(1) + 2 * DAY, (session) => {
      decideDue(session);
      expect(JSON.parse(session.ledger.decisions().find(({ challenger }) => challenger === "outside")!.evidence)).toMatchObject({ forecastsOnTime: 0, forecastsDue: 1 });
    });
  });

  it("is refused when the clock was set back behind the log", async () => {
    const workspace = liveWorkspace();
    await submitAt(workspace, start(0) + DAY, { window: "7d-0001", file: small });
    await expect(submitAt(workspace, start(0) - HOUR, { window: "7d-0000", file: small })).rejects.toThrow(/set back.*2019-12-31T23:00:00\.000Z.*2020-01-02T00:00:00\.000Z/);
    await at(workspace, start(1), (session) => expect(submissionEntries(session)).toHaveLength(2));
  });

  it("names what there is when window, model or version are others", async () => {
    const workspace = liveWorkspace();
    for (const window of ["7d-00", "7d-12345678901", "1d-0000", "7d-0000x", "week"]) await expect(submitAt(workspace, start(0) - HOUR, { window, file: small })).rejects.toThrow(/no such window.*7d-0000 and those after it/);
    const bounded = liveWorkspace({}, { schedule: { mode: "live", start: "2020-01-01T00:00:00Z", leadMinutes: 60, until: "2020-02-01T00:00:00Z" } });
    await expect(submitAt(bounded, start(0) - HOUR, { window: "7d-0004", file: small })).rejects.toThrow(/no such window/);
    await expect(submitAt(bounded, start(0) - HOUR, { window: "7d-0003", file: small })).resolves.toMatchObject({ status: "on-time" });
  });

  it("cannot be what others are compared with", async () => {
    for (const references of [{ baseline: "outside", model: "reasenberg-jones" }, { baseline: "smoothed-seismicity", model: "outside" }]) {
      const workspace = liveWorkspace({}, { references });
      await expect(submitAt(workspace, start(0) - HOUR, { window: "7d-0000", file: small })).rejects.toThrow(/references\.(baseline|model): a reference cannot be a submitted model/);
      await expect(at(workspace, start(0) - HOUR / 2, (session) => {
        fetchCatalog(session, start(0) - HOUR);
        return issueDue(session, () => start(0) - HOUR / 2, silent);
      })).rejects.toThrow(/a reference cannot be a submitted model/);
    }
  });
});

describe("a correction", () => {
  it("is a new entry that refers to the first; both are scored and shown, and the first counts", async () => {
    const workspace = liveWorkspace();
    await at(workspace, start(0) - HOUR / 2, (session) => {
      fetchCatalog(session, start(0) - HOUR);
      return issueDue(session, () => start(0) - HOUR / 2, silent);
    });
    await expect(submitAt(workspace, start(0) - HOUR / 3, { window: "7d-0000", file: small, correction: true })).rejects.toThrow(/nothing to correct/);
    const first = await submitAt(workspace, start(0) - HOUR / 3, { window: "7d-0000", file: small });
    const second = await submitAt(workspace, start(0) - HOUR / 4, { window: "7d-0000", file: large, correction: true });
    expect(second).toMatchObject({ correction: 1, status: "on-time" });
    const third = await submitAt(workspace, start(0) + DAY, { window: "7d-0000", file: writeForecastCsv(0.3), correction: true });
    expect(third).toMatchObject({ correction: 2, status: "late" });
    expect(await submitAt(workspace, start(0) + DAY, { window: "7d-0000", file: large, correction: true })).toEqual(second);
    await expect(submitAt(workspace, start(0) + DAY, { window: "7d-0000", file: small, correction: true })).rejects.toThrow(/bytes of what it corrects/);
    expect(await score(workspace, start(1) + 2 * DAY)).toEqual(["7d-0000 1.0", "7d-0000 1.0+correction.1", "7d-0000 1.0+correction.2"]);
    await at(workspace, start(1) + 2 * DAY, (session) => {
      const views = submissionViews(session).filter(({ window }) => window === "7d-0000");
      expect(views.map(({ correction, state, entry }) => [correction, state, entry])).toEqual([[0, "on-time", first.entry], [1, "on-time", second.entry], [2, "late", third.entry]]);
      expect(new Set(views.map(({ logScore }) => logScore)).size).toBe(3);
      for (const { logScore } of views) expect(logScore).toBeLessThan(0);
      const content = (entry: number): { statement: { corrects: string | null } } => (JSON.parse(session.ledger.log()[entry]!.body) as { content: { statement: { corrects: string | null } } }).content;
      expect([first, second, third].map(({ entry }) => content(entry).statement.corrects)).toEqual([null, first.leafHash, first.leafHash]);
      for (const receipt of [first, second, third]) expect(checkReceipt(session.experiment, session.ledger, receipt)).toEqual([]);
      decideDue(session);
      const counting = session.ledger.results().find(({ windowId, version }) => windowId === "7d-0000" && version === "1.0")!;
      const { resultDigests } = JSON.parse(session.ledger.decisions().find(({ challenger }) => challenger === "outside")!.evidence) as { resultDigests: string[] };
      for (const digest of resultDigests) expect(session.ledger.results().find((result) => result.digest === digest)!.version).not.toMatch(/correction/);
      expect(resultDigests).toContain(counting.digest);
    });
  });
});

describe("an embargoed submission", () => {
  it("is bound before the window opens, opened after it, and counts as of its commitment", async () => {
    const workspace = liveWorkspace();
    const commitment = await commitAt(workspace, start(0) - HOUR, { window: "7d-0000", file: small });
    expect(commitment).toMatchObject({ kind: "commitment", status: "embargoed", digest: null, forecastEntry: null });
    expect(await commitAt(workspace, start(0) + DAY, { window: "7d-0000", file: small })).toEqual(commitment);
    expect(await states(workspace, start(0) - HOUR / 2)).toEqual(["7d-0000 embargoed"]);
    await expect(revealAt(workspace, start(0) - 1, { window: "7d-0000", file: small })).rejects.toThrow(/window has not opened/);
    await expect(revealAt(workspace, start(0), { window: "7d-0000", file: large })).rejects.toThrow(/do not match the commitment/);
    await expect(revealAt(workspace, start(0), { window: "7d-0000", file: small }, "5b".repeat(32))).rejects.toThrow(/do not match the commitment/);
    await expect(revealAt(workspace, start(0), { window: "7d-0000", file: small }, "5b")).rejects.toThrow(/not a salt/);
    await expect(revealAt(workspace, start(0), { window: "7d-0001", file: small })).rejects.toThrow(/no commitment for this window/);
    const receipt = await revealAt(workspace, start(0), { window: "7d-0000", file: small });
    expect(receipt).toMatchObject({ kind: "reveal", status: "on-time", evidenceClass: "prospective", sealedAt: "2019-12-31T23:00:00.000Z", receivedAt: "2020-01-01T00:00:00.000Z", commitment: commitment.commitment });
    expect(await revealAt(workspace, start(0) + DAY, { window: "7d-0000", file: small })).toEqual(receipt);
    const [line] = await at(workspace, start(0) + DAY, (session) => submissionViews(session).map(submissionInOneLine));
    expect(line).toMatch(/^7d-0000 outside 1\.0: on-time, prospective, committed 2019-12-31T23:00:00\.000Z, revealed 2020-01-01T00:00:00\.000Z, SHA-256/);
    await at(workspace, start(0) + DAY, (session) => {
      expect(submissionEntries(session)).toEqual(["commitment 7d-0000", "reveal 7d-0000", "forecast 7d-0000"]);
      expect(checkReceipt(session.experiment, session.ledger, commitment)).toEqual([]);
      expect(checkReceipt(session.experiment, session.ledger, receipt)).toEqual([]);
    });
    expect(await score(workspace, start(1) + 2 * DAY)).toEqual(["7d-0000 1.0"]);
  });

  it("that is not revealed by settlement is missing; revealed after it, it is scored and shown and not in the gate", async () => {
    const workspace = liveWorkspace();
    await at(workspace, start(0) - HOUR / 2, (session) => {
      fetchCatalog(session, start(0) - HOUR);
      return issueDue(session, () => start(0) - HOUR / 2, silent);
    });
    await commitAt(workspace, start(0) - HOUR / 3, { window: "7d-0000", file: small });
    const settled = start(1) + DAY;
    expect(await states(workspace, settled - 1)).toContain("7d-0000 embargoed");
    expect(await at(workspace, settled, (session) => submissionInOneLine(submissionViews(session)[0]!))).toBe("7d-0000 outside 1.0: unrevealed, committed 2019-12-31T23:40:00.000Z");
    expect(await states(workspace, settled)).toContain("7d-0000 unrevealed");
    expect(await at(workspace, settled, (session) => workspaceStatus(session).missing)).toBe(4);
    expect(await revealAt(workspace, settled, { window: "7d-0000", file: small })).toMatchObject({ status: "late", evidenceClass: "retrospective" });
    expect(await states(workspace, settled)).toContain("7d-0000 revealed-late");
    expect(await score(workspace, settled + 1)).toEqual(["7d-0000 1.0"]);
    await at(workspace, settled + 1, (session) => {
      decideDue(session);
      expect(JSON.parse(session.ledger.decisions().find(({ challenger }) => challenger === "outside")!.evidence)).toMatchObject({ forecastsOnTime: 0, forecastsDue: 1 });
    });
  });

  it("binds: no second commitment, no plain submission beside it, none after commitBy, none in a replay", async () => {
    const workspace = liveWorkspace();
    await commitAt(workspace, start(0) - HOUR, { window: "7d-0000", file: small });
    await expect(commitAt(workspace, start(0) - HOUR, { window: "7d-0000", file: large })).rejects.toThrow(/cannot be replaced or withdrawn/);
    await expect(commitAt(workspace, start(0) - HOUR, { window: "7d-0000", file: small }, "5c".repeat(32))).rejects.toThrow(/cannot be replaced or withdrawn/);
    for (const correction of [false, true]) await expect(submitAt(workspace, start(0) - HOUR, { window: "7d-0000", file: large, correction })).rejects.toThrow(/committed to an embargoed forecast/);
    await submitAt(workspace, start(0) - HOUR, { window: "7d-0001", file: large });
    await expect(commitAt(workspace, start(0) - HOUR, { window: "7d-0001", file: small })).rejects.toThrow(/cannot be replaced or withdrawn/);
    await expect(commitAt(workspace, start(2) + 1, { window: "7d-0002", file: small })).rejects.toThrow(/too late for a commitment/);
    await expect(commitAt(writeWorkspace(withSubmitted()), start(0) - HOUR, { window: "7d-0000", file: small })).rejects.toThrow(/replays the past/);
    const revealed = await revealAt(workspace, start(0) + 1, { window: "7d-0000", file: small });
    expect(await submitAt(workspace, start(0) + 2, { window: "7d-0000", file: small })).toEqual(revealed);
    expect(await submitAt(workspace, start(0) + 2, { window: "7d-0000", file: large, correction: true })).toMatchObject({ correction: 1, status: "late" });
    expect(SALT).toHaveLength(64);
  });
});

describe("signatures", () => {
  const [a, b] = [generateTeamKey(), generateTeamKey()];
  const key = (pair: { privatePem: string }, team = "alpha"): Signing => ({ by: "key", team, privatePem: pair.privatePem, file: "key.pem" });
  const early = start(0) - DAY;

  it("are asked of a model with a team, by its valid key, and checked for ever", async () => {
    const workspace = liveWorkspace({ team: "alpha" });
    const submit = (window: string, signing?: Signing, wallClock = early) => submitAt(workspace, wallClock, { window, file: small, ...(signing === undefined ? {} : { signing }) });
    await expect(submit("7d-0000")).rejects.toThrow(/must be signed by team alpha/);
    await expect(submit("7d-0000", key(a))).rejects.toThrow(/no valid key in the log/);
    await at(workspace, early, ({ ledger }) => registerKey(ledger, keyAddition("alpha", a.privatePem), early));
    await expect(submit("7d-0000", key(b))).rejects.toThrow(/not the valid key of team alpha/);
    await expect(submit("7d-0000", key(a, "beta"))).rejects.toThrow(/another team's/);
    const first = await submit("7d-0000", key(a));
    await at(workspace, early + 1, ({ ledger }) => registerKey(ledger, keyRotation("alpha", a.privatePem, b.privatePem), early + 1));
    await expect(submit("7d-0001", key(a), early + 2)).rejects.toThrow(/not the valid key of team alpha/);
    const second = await submit("7d-0001", key(b), early + 2);
    await at(workspace, early + 3, ({ ledger }) => revokeKey(ledger, "alpha", "stolen", early + 3));
    await expect(submit("7d-0002", key(b), early + 4)).rejects.toThrow(/no valid key in the log/);
    await at(workspace, early + 4, (session) => {
      for (const receipt of [first, second]) expect(checkReceipt(session.experiment, session.ledger, receipt)).toEqual([]);
    });
  });

  it("made elsewhere hold for exactly what was signed", async () => {
    const workspace = liveWorkspace({ team: "alpha" });
    await at(workspace, early, ({ ledger }) => registerKey(ledger, keyAddition("alpha", a.privatePem), early));
    const due = { type: "quakegate/submission/1", experiment: "small", window: "7d-0000", start: "2020-01-01T00:00:00.000Z", end: "2020-01-08T00:00:00.000Z", model: "outside", version: "1.0", team: "alpha", corrects: null } as const;
    const { digest, fileSha256 } = await submitAt(liveWorkspace(), early, { window: "7d-0000", file: small });
    const signed = (statement: object): Signing => ({ by: "statement", signed: { statement: statement as never, signature: signText(canonicalJson(statement), a.privatePem), publicKey: a.publicKey }, file: "s.json" });
    for (const [field, other] of [["window", "7d-0001"], ["version", "2.0"], ["digest", "0".repeat(64)], ["experiment", "other"], ["corrects", "0".repeat(64)]] as const) {
      await expect(submitAt(workspace, early, { window: "7d-0000", file: small, signing: signed({ ...due, digest, fileSha256, [field]: other }) })).rejects.toThrow(new RegExp(`what was signed is not what is submitted.*`));
    }
    const good = signed({ ...due, digest, fileSha256 });
    const forged: Signing = { ...good, signed: { ...(good as { signed: { signature: string } }).signed, signature: signText("else", a.privatePem) } } as Signing;
    await expect(submitAt(workspace, early, { window: "7d-0000", file: small, signing: forged })).rejects.toThrow(/signature is not of this statement/);
    await expect(submitAt(workspace, early, { window: "7d-0000", file: small, signing: good })).resolves.toMatchObject({ status: "on-time", team: "alpha" });
  });

  it("are refused where the model has no team to check them against", async () => {
    await expect(submitAt(liveWorkspace(), early, { window: "7d-0000", file: small, signing: key(a) })).rejects.toThrow(/no team in the experiment file/);
  });
});

describe("in a replay", () => {
  it("a submission is retrospective, and reaches the gate only where the policy says so", async () => {
    const wallClock = Date.UTC(2026, 0, 1);
    const verdict = async (evidenceClasses: string[]) => {
      const workspace = writeWorkspace(withSubmitted({ gate: { ...(smallExperiment()["gate"] as object), evidenceClasses } }));
      for (const window of ["7d-0000", "7d-0001", "7d-0002", "7d-0003"]) {
        expect(await submitAt(workspace, wallClock, { window, file: small })).toMatchObject({ status: "on-time", evidenceClass: "retrospective", receivedAt: "2026-01-01T00:00:00.000Z" });
      }
      return at(workspace, wallClock, async (session) => {
        importConfigured(session);
        await issueDue(session, () => wallClock, silent);
        settleDue(session, silent);
        await evaluateDue(session, silent, 1);
        return decideDue(session).decisions.find(({ challenger }) => challenger === "outside")!;
      });
    };
    const refused = await verdict(["pseudo-prospective"]);
    expect([refused.verdict, refused.reasons.map(({ code }) => code)]).toEqual(["INDETERMINATE", ["FAIL.LATE"]]);
    const counted = await verdict(["pseudo-prospective", "retrospective"]);
    expect(counted.reasons.map(({ code }) => code)).not.toContain("FAIL.LATE");
    expect(counted.figures.windows).toBe(4);
  });

  it("the session's own clock does not decide what is late", () => {
    const session = openSession(writeWorkspace(withSubmitted()), Date.UTC(2026, 0, 1));
    expect(submissionViews(session).map(({ state }) => state)).toEqual(["missing", "missing", "missing", "missing"]);
    session.ledger.close();
  });
});
