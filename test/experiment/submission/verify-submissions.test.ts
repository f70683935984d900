import { rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { SubmissionContent } from "../../../src/experiment/submission/submission-log.ts";
import { verifySubmissions } from "../../../src/experiment/submission/verify-submissions.ts";
import { verifyWorkspace } from "../../../src/experiment/verify/verify-workspace.ts";
import { artifactPath } from "../../../src/ledger/artifact-store.ts";
import { canonicalJson } from "../../../src/ledger/canonical-json.ts";
import { generateTeamKey } from "../../../src/ledger/keys/ed25519.ts";
import { keyAddition, keyRotation } from "../../../src/ledger/keys/key-documents.ts";
import { registerKey } from "../../../src/ledger/keys/register-key.ts";
import { leafHash } from "../../../src/ledger/leaf-hash.ts";
import type { LogEntry } from "../../../src/ledger/records.ts";
import type { Signing } from "../../../src/experiment/submission/authorise.ts";
import { withSql } from "../verify/published-workspace.ts";
import { at, commitAt, DAY, liveWorkspace, revealAt, start, submitAt, writeForecastCsv } from "./support.ts";

const [a, b] = [generateTeamKey(), generateTeamKey()];
const models = [{ id: "outside", version: "1.0", team: "alpha" }];
const bytes = new Map<string, Uint8Array>();
const bytesOf = (digest: string): Uint8Array => bytes.get(digest)!;
let workspace: string;
let log: readonly LogEntry[] = [];

/** A log with two submissions, a correction, a rotation between them and an opened commitment. */
beforeAll(async () => {
  workspace = liveWorkspace({ team: "alpha" });
  const key = (pair: { privatePem: string }): Signing => ({ by: "key", team: "alpha", privatePem: pair.privatePem, file: "k" });
  const early = start(0) - DAY;
  await at(workspace, early, ({ ledger }) => registerKey(ledger, keyAddition("alpha", a.privatePem), early));
  await submitAt(workspace, early, { window: "7d-0000", file: writeForecastCsv(0.05), signing: key(a) });
  await submitAt(workspace, early, { window: "7d-0000", file: writeForecastCsv(0.06), signing: key(a), correction: true });
  await at(workspace, early, ({ ledger }) => registerKey(ledger, keyRotation("alpha", a.privatePem, b.privatePem), early));
  await submitAt(workspace, early, { window: "7d-0001", file: writeForecastCsv(0.05), signing: key(b) });
  const embargoed = writeForecastCsv(0.07);
  await commitAt(workspace, early, { window: "7d-0002", file: embargoed, signing: key(b) });
  await revealAt(workspace, start(2), { window: "7d-0002", file: embargoed });
  await at(workspace, start(2), ({ ledger }) => {
    log = ledger.log();
    for (const { digest } of ledger.forecasts()) bytes.set(digest!, ledger.read(digest!));
  });
});

const places = (kind: string): number[] => log.flatMap((entry) => (entry.kind === kind ? [entry.entry] : []));

/** The log with the content of one entry changed and hashed anew, as an operator with the database could. */
function changed(entry: number, change: (content: Record<string, unknown>) => void): LogEntry[] {
  return log.map((found) => {
    if (found.entry !== entry) return found;
    const value = JSON.parse(found.body) as { content: Record<string, unknown> };
    change(value.content);
    const body = canonicalJson(value);
    return { ...found, body, leafHash: leafHash(body) };
  });
}

function without(entry: number): LogEntry[] {
  return log.filter((found) => found.entry !== entry).map((found, place) => ({ ...found, entry: place }));
}

const said = (entries: readonly LogEntry[]): string[] => verifySubmissions(entries, models, bytesOf).map(({ entry, message }) => `${entry}: ${message}`);

describe("submissions in a log", () => {
  it("of an honest operator have nothing wrong", () => {
    expect(log.map(({ kind }) => kind)).toEqual(["key", "policy", "experiment", "submission", "forecast", "submission", "forecast", "key", "submission", "forecast", "commitment", "reveal", "forecast"]);
    expect(said(log)).toEqual([]);
    expect(verifySubmissions(log, models)).toEqual([]);
  });

  it("cannot be changed in any part of a statement without its signature showing it", () => {
    const [entry] = places("submission") as [number];
    for (const field of ["experiment", "start", "end", "digest", "fileSha256"] as const) {
      const tampered = changed(entry, (content) => void ((content as unknown as SubmissionContent & { statement: Record<string, string> }).statement[field] += "0"));
      expect([field, said(tampered).some((line) => line.includes("the signature is not of its statement"))]).toEqual([field, true]);
    }
  });

  it.each([
    ["a submission without a signature", () => changed(places("submission")[0]!, (content) => void (content["signed"] = null)), /has no signature of team alpha/],
    ["a submission by a key that had been replaced", () => changed(places("submission")[2]!, (content) => void (content["signed"] = { signature: (JSON.parse(log[places("submission")[0]!]!.body) as { content: SubmissionContent }).content.signed!.signature, publicKey: a.publicKey })), /was not the valid key of team alpha at this index/],
    ["a forecast that is another", () => changed(places("forecast")[0]!, (content) => void (content["digest"] = "0".repeat(64))), /does not seal the forecast that it names/],
    ["a forecast whose submission was removed", () => without(places("submission")[0]!), /no submission of outside stands before its forecast/],
    ["a submission whose forecast was removed", () => without(places("forecast")[0]!), /does not seal the forecast that it names/],
    ["a correction that is passed off as the first", () => changed(places("submission")[1]!, (content) => void (content["correction"] = 0)), /a second forecast that would count/],
    ["corrections with a gap", () => changed(places("submission")[1]!, (content) => void (content["correction"] = 3)), /correction 3 follows correction 0/],
    ["another salt", () => changed(places("reveal")[0]!, (content) => void (content["salt"] = "00".repeat(32))), /salt and sealed bytes do not match/],
    ["what is no salt", () => changed(places("reveal")[0]!, (content) => void (content["salt"] = "zz")), /its commitment cannot be opened: --salt: not a salt/],
    ["a reveal without its commitment", () => without(places("commitment")[0]!), /does not stand before it/],
    ["a removed key", () => without(places("key")[0]!), /not the valid key|key entry has no effect/],
    ["a model that the experiment has not", () => changed(places("submission")[0]!, (content) => void ((content as { statement: { model: string } }).statement.model = "other")), /has no submitted model other 1\.0/],
    ["a window that was swapped", () => changed(places("submission")[0]!, (content) => void ((content as { statement: { window: string } }).statement.window = "7d-0009")), /stands under window 7d-0000 and is signed for 7d-0009/],
  ] as readonly (readonly [string, () => LogEntry[], RegExp])[])("shows %s", (_what, make, message) => {
    expect(said(make()).join("\n")).toMatch(message);
  });

  it("are all looked at where a revealed file or its row is missing", () => {
    const [signed, reveal] = [places("submission")[0]!, places("reveal")[0]!];
    const { digest } = (JSON.parse(log[reveal]!.body) as { content: { digest: string } }).content;
    const said = (): string[] => verifyWorkspace(workspace).problems.map(({ object, problem }) => `${object}: ${problem}`);
    const forged = changed(signed, (content) => void ((content as unknown as SubmissionContent & { statement: Record<string, string> }).statement["fileSha256"] = "0".repeat(64)))[signed]!;
    withSql(workspace, (database) => database.prepare("UPDATE log SET body = ?, leaf_hash = ? WHERE entry = ?").run(forged.body, forged.leafHash, signed));
    rmSync(join(workspace, artifactPath("forecast", digest)!));
    const forgery = `log entry ${signed} (submission 7d-0000): the signature is not of its statement`;
    expect(said()).toEqual(expect.arrayContaining([forgery, `log entry ${reveal} (reveal 7d-0002): its commitment cannot be opened: ${artifactPath("forecast", digest)!}: a stored file is missing; expected bytes with SHA-256 ${digest}`]));
    withSql(workspace, (database) => database.prepare("DELETE FROM artifact WHERE digest = ?").run(digest));
    expect(said()).toEqual(expect.arrayContaining([forgery, `log entry ${reveal} (reveal 7d-0002): its commitment cannot be opened: ledger.sqlite, table artifact: no row says where it lies; got "${digest}"; expected a row of every sealed forecast`]));
  });
});
