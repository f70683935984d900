import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import { checkConsistency } from "../../../src/ledger/transparency/check-consistency.ts";
import { openCheckpoint } from "../../../src/ledger/transparency/checkpoint.ts";
import { readLogFolder } from "../../../src/ledger/transparency/log-folder.ts";
import { publishLog } from "../../../src/ledger/transparency/log-site.ts";
import { noteSigner, parseVerifierKey } from "../../../src/ledger/transparency/signed-note.ts";
import { type WitnessOutcome, witnessCheckpoint } from "../../../src/ledger/transparency/witness.ts";
import { temporaryFolder } from "../../support/workspace.ts";
import { fileWith, grow, keyOfSeed, madeLedger, published, SIGNER } from "./support.ts";

const open: Ledger[] = [];
afterEach(() => open.splice(0).forEach((ledger) => ledger.close()));
const kept = (ledger: Ledger): Ledger => (open.push(ledger), ledger);
const visit = (folder: string, state: string, nowSeconds: number): WitnessOutcome => witnessCheckpoint({ log: readLogFolder(folder), state, name: "example.org/witness", nowSeconds });

/** Two histories under one key that share their first `shared` entries and go on for `own` more. */
function fork(shared: number, own: number): { honest: string; forged: string } {
  const ledgers = ["honest", "forged"].map((text) => {
    const ledger = kept(madeLedger(shared));
    grow(ledger, own, text);
    return ledger;
  });
  return { honest: published(ledgers[0]!), forged: published(ledgers[1]!) };
}

describe("a witness", () => {
  it("cosigns a log that grows, and remembers it", () => {
    const ledger = kept(madeLedger(200));
    const state = temporaryFolder();
    const first = visit(published(ledger), state, 1_700_000_000);
    expect(first).toMatchObject({ kind: "cosigned", size: 200, previousSize: null, origin: "quakegate/made" });
    for (const step of [0, 1, 100, 300]) {
      grow(ledger, step);
      expect(visit(published(ledger), state, 1_700_000_001)).toMatchObject({ kind: "cosigned", size: ledger.logSize(), previousSize: ledger.logSize() - step });
    }
    if (first.kind !== "cosigned") throw new Error();
    expect(statSync(join(state, "witness.private.pem")).mode & 0o777).toBe(0o600);
    const witness = parseVerifierKey(readFileSync(join(state, "witness.vkey"), "utf8"));
    expect(witness.text).toBe(first.witnessKey);
    expect(openCheckpoint(readFileSync(first.file, "utf8"), [SIGNER.verifierKey], [witness]).cosignatures).toEqual([{ verifierKey: witness, timeSeconds: 1_700_000_001 }]);
  });

  it.each([[5, 3], [256, 1], [0, 4], [300, 300]])("refuses a fork after %i shared entries, of the same length, and keeps both notes", (shared, own) => {
    const { honest, forged } = fork(shared, own);
    const state = temporaryFolder();
    visit(honest, state, 1);
    const outcome = visit(forged, state, 2);
    expect(outcome).toMatchObject({ kind: "refused", reason: expect.stringMatching(/^fork: another root/) });
    if (outcome.kind !== "refused") throw new Error();
    for (const name of ["remembered", "shown"]) expect(openCheckpoint(readFileSync(join(outcome.evidence, name), "utf8"), [SIGNER.verifierKey]).checkpoint.size).toBe(shared + own);
    expect(visit(honest, state, 3).kind).toBe("cosigned");
  });

  it("refuses a longer fork, a rollback, and a log signed with another key", () => {
    const { honest } = fork(10, 5);
    const state = temporaryFolder();
    visit(honest, state, 1);
    const longer = kept(madeLedger(10));
    grow(longer, 20, "forged");
    expect(visit(published(longer), state, 2)).toMatchObject({ kind: "refused", reason: expect.stringMatching(/^fork: the log of 30 entries does not extend the one of 15/) });
    expect(visit(published(kept(madeLedger(10))), state, 2)).toMatchObject({ kind: "refused", reason: "rollback: the log shows 10 entries, and 15 were seen before" });
    const stranger = kept(madeLedger(20));
    const folder = join(temporaryFolder(), "log");
    publishLog(stranger, noteSigner("quakegate/made", keyOfSeed("02")), folder);
    expect(visit(folder, state, 2)).toMatchObject({ kind: "refused", reason: expect.stringMatching(/this log did not sign/) });
    expect(readdirSync(join(state, "logs", "quakegate%2Fmade", "refused"))).toEqual(["1", "2", "3"]);
    expect(visit(honest, state, 2).kind).toBe("cosigned");
  });

  it("says nothing about a log whose tiles are missing, and refuses one whose tiles were changed", () => {
    const ledger = kept(madeLedger(20));
    const state = temporaryFolder();
    visit(published(ledger), state, 1);
    grow(ledger, 20);
    const folder = published(ledger);
    const copy = join(temporaryFolder(), "log");
    cpSync(folder, copy, { recursive: true });
    rmSync(join(copy, "tile/0/000.p/40"));
    expect(() => visit(copy, state, 2)).toThrow(/a file of the log is missing/);
    const tile = readFileSync(join(folder, "tile/0/000.p/40"));
    tile[900]! ^= 1;
    writeFileSync(join(copy, "tile/0/000.p/40"), tile);
    expect(visit(copy, state, 2).kind).toBe("refused");
  });

  it("refuses to sign with a clock before its last cosignature, without a name, or with another key of the log", () => {
    const folder = published(kept(madeLedger(3)));
    const state = temporaryFolder();
    expect(() => witnessCheckpoint({ log: readLogFolder(folder), state, nowSeconds: 1 })).toThrow(/--name: a new witness needs a name/);
    visit(folder, state, 100);
    expect(() => visit(folder, state, 99)).toThrow(/the clock stands before the last cosignature/);
    expect(() => witnessCheckpoint({ log: readLogFolder(folder), state, name: "another", nowSeconds: 200 })).toThrow(/this witness has another name/);
    const logKey = noteSigner("quakegate/made", keyOfSeed("02")).verifierKey;
    expect(() => witnessCheckpoint({ log: readLogFolder(folder), state, logKey, nowSeconds: 200 })).toThrow(/not the key under which this log is remembered/);
    expect(existsSync(join(state, "logs", "quakegate%2Fmade", "refused"))).toBe(false);
  });
});

describe("consistency with a checkpoint that was kept", () => {
  it("holds for every earlier checkpoint, and catches a fork with one", () => {
    const ledger = kept(madeLedger(0));
    const keptNotes: string[] = [];
    for (const step of [0, 1, 6, 249, 1, 300]) {
      grow(ledger, step);
      keptNotes.push(fileWith(readFileSync(join(published(ledger), "checkpoint"), "utf8")));
    }
    const folder = published(ledger);
    for (const note of keptNotes) expect(checkConsistency(note, readLogFolder(folder))).toMatchObject({ consistent: true, to: 557 });
    const forged = kept(madeLedger(6));
    grow(forged, 600, "forged");
    const verdicts = keptNotes.map((note) => checkConsistency(note, readLogFolder(published(forged)), [SIGNER.verifierKey]));
    expect(verdicts.map(({ from, consistent }) => [from, consistent])).toEqual([[0, true], [1, true], [7, false], [256, false], [257, false], [557, false]]);
    const short = published(kept(madeLedger(3)));
    expect(checkConsistency(keptNotes[2]!, readLogFolder(short)).problem).toMatch(/rollback/);
  });
});
