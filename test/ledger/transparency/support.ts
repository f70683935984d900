import { createPrivateKey } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Ledger, openLedger } from "../../../src/ledger/ledger.ts";
import { publishLog } from "../../../src/ledger/transparency/log-site.ts";
import { noteSigner } from "../../../src/ledger/transparency/signed-note.ts";
import { temporaryFolder } from "../../support/workspace.ts";

/** Ed25519 key of a 32-byte seed (PKCS #8, RFC 8410). */
export const keyOfSeed = (byte: string) => createPrivateKey({ key: Buffer.from(`302e020100300506032b657004220420${byte.repeat(32)}`, "hex"), format: "der", type: "pkcs8" });

export const SIGNER = noteSigner("quakegate/made", keyOfSeed("01"));

/** A ledger of `entries` made-up entries; `text` tells two histories apart. */
export function madeLedger(entries: number, text = "made"): Ledger {
  const ledger = openLedger(temporaryFolder(), { create: true });
  grow(ledger, entries, text);
  return ledger;
}

export function grow(ledger: Ledger, entries: number, text = "made"): void {
  ledger.transaction((writer) => {
    for (let place = 0; place < entries; place++) writer.note("forecast", `7d-${String(ledger.logSize()).padStart(4, "0")}`, 0, { forecaster: "etas", text });
  });
}

/** Where {@link published} writes. */
export const logFolder = (ledger: Ledger): string => join(ledger.workspace, "reports", "log");

/** Publishes the log; returns its folder. */
export function published(ledger: Ledger): string {
  publishLog(ledger, SIGNER, logFolder(ledger));
  return logFolder(ledger);
}

/** Writes text into a new file. */
export function fileWith(text: string): string {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, text);
  return file;
}
