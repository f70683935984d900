import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import { addCosignature } from "../../../src/ledger/transparency/add-cosignature.ts";
import { checkProof } from "../../../src/ledger/transparency/check-proof.ts";
import { createCheckpoint } from "../../../src/ledger/transparency/create-checkpoint.ts";
import { readLogFolder } from "../../../src/ledger/transparency/log-folder.ts";
import { forecastEntry, provableFolder, provableLedger, proveEntry } from "../../../src/ledger/transparency/prove.ts";
import { parseVerifierKey } from "../../../src/ledger/transparency/signed-note.ts";
import { parseTlogPolicy } from "../../../src/ledger/transparency/tlog-policy.ts";
import { witnessCheckpoint } from "../../../src/ledger/transparency/witness.ts";
import { sha256Hex } from "../../../src/numerics/digest.ts";
import { temporaryFolder } from "../../support/workspace.ts";
import { fileWith, grow, madeLedger, published, SIGNER } from "./support.ts";

const open: Ledger[] = [];
afterEach(() => open.splice(0).forEach((ledger) => ledger.close()));
const kept = (ledger: Ledger): Ledger => (open.push(ledger), ledger);
const KEYS = [SIGNER.verifierKey];

describe("a proof of one entry", () => {
  it("is the same from the ledger and from the published folder, and verifies alone", () => {
    const ledger = kept(madeLedger(300));
    const folder = published(ledger);
    const [stored, shown] = [provableLedger(ledger, createCheckpoint(ledger, SIGNER)), provableFolder(readLogFolder(folder))];
    for (const index of [0, 1, 255, 256, 299]) {
      const proof = proveEntry(stored, index);
      expect(proveEntry(shown, index)).toBe(proof);
      expect(checkProof(fileWith(proof), KEYS)).toMatchObject({ verified: true, index, size: 300, origin: "quakegate/made", entry: ledger.log()[index]!.body });
    }
    expect(() => proveEntry(stored, 300)).toThrow(/no such entry under a checkpoint; got 300; expected less than 300/);
    for (const log of [stored, shown]) {
      expect(forecastEntry(log, "7d-0270", "etas")).toBe(270);
      expect(() => forecastEntry(log, "7d-0270", "null")).toThrow(/no forecast of this window by this model/);
    }
  });

  it("names both entries of a forecast that was corrected", () => {
    const ledger = kept(madeLedger(3));
    ledger.transaction((writer) => writer.note("forecast", "7d-0001", 0, { forecaster: "etas", correction: 1 }));
    expect(() => forecastEntry(provableLedger(ledger, createCheckpoint(ledger, SIGNER)), "7d-0001", "etas")).toThrow(/several forecasts.*--entry with one of 1, 3/);
  });

  it("stands under the newest cosigned checkpoint that covers it, and meets the quorum", () => {
    const ledger = kept(madeLedger(250));
    const folder = published(ledger);
    const outcome = witnessCheckpoint({ log: readLogFolder(folder), state: temporaryFolder(), name: "example.org/w", nowSeconds: 1_700_000_000 });
    if (outcome.kind !== "cosigned") throw new Error(outcome.reason);
    addCosignature(ledger, readFileSync(outcome.file, "utf8"), parseVerifierKey(outcome.witnessKey));
    grow(ledger, 50);
    published(ledger);
    const policy = parseTlogPolicy(`log ${SIGNER.verifierKey.text}\nwitness W ${outcome.witnessKey}\nquorum W\n`);
    for (const log of [provableLedger(ledger, createCheckpoint(ledger, SIGNER)), provableFolder(readLogFolder(folder))]) {
      expect(checkProof(fileWith(proveEntry(log, 249)), policy.logKeys, policy)).toMatchObject({ verified: true, size: 250, cosignatures: [{ witness: "example.org/w", time: "2023-11-14T22:13:20.000Z" }] });
      expect(checkProof(fileWith(proveEntry(log, 250)), policy.logKeys, policy)).toEqual({ verified: false, problem: expect.stringMatching(/no quorum of witnesses \(W\); cosigned by none/) });
    }
  });

  it("can bind a file to its entry", () => {
    const ledger = kept(madeLedger(3));
    const forecast = fileWith("a forecast");
    ledger.transaction((writer) => writer.note("forecast", "7d-0009", 0, { forecaster: "etas", digest: sha256Hex("a forecast") }));
    const proof = fileWith(proveEntry(provableLedger(ledger, createCheckpoint(ledger, SIGNER)), 3));
    expect(checkProof(proof, KEYS, undefined, forecast).verified).toBe(true);
    expect(checkProof(proof, KEYS, undefined, fileWith("an edited forecast"))).toEqual({ verified: false, problem: expect.stringMatching(/the entry does not name [0-9a-f]{64}/) });
  });

  it("cannot be checked without a key or a file, and is false when it is damaged or its entry swapped", () => {
    const ledger = kept(madeLedger(3));
    const text = proveEntry(provableLedger(ledger, createCheckpoint(ledger, SIGNER)), 1);
    expect(() => checkProof(fileWith(text), [])).toThrow(/the key of the log is not known/);
    expect(() => checkProof(join(temporaryFolder(), "none"), KEYS)).toThrow(/file does not exist/);
    const other = Buffer.from(ledger.log()[2]!.body).toString("base64");
    for (const damaged of ["", text.slice(0, -3), text.replace("index 1", "index 2"), text.replace(/extra \S+/, `extra ${other}`)]) expect(checkProof(fileWith(damaged), KEYS).verified).toBe(false);
  });

  it("is refused by a folder whose entries were swapped", () => {
    const folder = published(kept(madeLedger(3)));
    const forged = join(temporaryFolder(), "log");
    cpSync(folder, forged, { recursive: true });
    const bundle = readFileSync(join(forged, "tile/entries/000.p/3"));
    writeFileSync(join(forged, "tile/entries/000.p/3"), Buffer.from(bundle.toString("latin1").replace("7d-0001", "7d-0007"), "latin1"));
    expect(checkProof(fileWith(proveEntry(provableFolder(readLogFolder(forged)), 1)), KEYS)).toEqual({ verified: false, problem: expect.stringMatching(/not in the log at this place/) });
  });
});
