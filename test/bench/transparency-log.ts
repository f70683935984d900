import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPrivateKey } from "node:crypto";
import { openLedger } from "../../src/ledger/ledger.ts";
import { createCheckpoint } from "../../src/ledger/transparency/create-checkpoint.ts";
import { readLogFolder } from "../../src/ledger/transparency/log-folder.ts";
import { publishLog } from "../../src/ledger/transparency/log-site.ts";
import { hashLeaf, inclusionProof, verifyInclusion } from "../../src/ledger/transparency/merkle.ts";
import { parseCheckpoint } from "../../src/ledger/transparency/checkpoint.ts";
import { noteSigner, parseNote } from "../../src/ledger/transparency/signed-note.ts";
import { subtreesOfTiles } from "../../src/ledger/transparency/tiles.ts";
import { verifyLogFolder } from "../../src/ledger/transparency/verify-log-folder.ts";
import { verifyStoredLog } from "../../src/ledger/transparency/verify-stored-log.ts";

const ENTRIES = 1_000_000;
const BATCH = 5000;
const KEY = createPrivateKey({ key: Buffer.from(`302e020100300506032b657004220420${"01".repeat(32)}`, "hex"), format: "der", type: "pkcs8" });

/** A ledger of a million entries: appending in batches, proving one entry, publishing, and verifying everything again. */
export function benchTransparencyLog(): void {
  const workspace = mkdtempSync(join(tmpdir(), "quakegate-bench-"));
  const ledger = openLedger(workspace, { create: true });
  try {
    const appending = seconds(() => {
      for (let first = 0; first < ENTRIES; first += BATCH) {
        ledger.transaction((writer) => {
          for (let entry = first; entry < first + BATCH; entry++) writer.note("forecast", `7d-${entry}`, entry, { forecaster: "bench", digest: `${entry}`.padStart(64, "0"), sealedAt: entry });
        });
      }
    });
    console.log(`append: ${Math.round(ENTRIES / appending)} entries/s in transactions of ${BATCH}, ${ENTRIES} in ${appending.toFixed(1)} s`);
    const signer = noteSigner("quakegate/bench", KEY);
    console.log(`first checkpoint (all entries hashed again): ${timed(() => createCheckpoint(ledger, signer))}`);
    ledger.transaction((writer) => writer.note("heartbeat", "bench", 0, {}));
    let note = "";
    console.log(`next checkpoint, one entry later: ${(1000 * seconds(() => void (note = createCheckpoint(ledger, signer)))).toFixed(1)} ms`);
    const { size, root } = parseCheckpoint(parseNote(note).text);
    const times = Array.from({ length: 1000 }, (_, proof) => {
      const index = (proof * 7919 * 131) % size;
      let path: Uint8Array[] = [];
      const time = 1000 * seconds(() => void (path = inclusionProof(subtreesOfTiles(ledger.tiles(), size), index, size)));
      if (!verifyInclusion(hashLeaf(Buffer.from(ledger.logRange(index, index + 1)[0]!.body)), index, size, path, root)) throw new Error(`entry ${index}`);
      return time;
    }).sort((a, b) => a - b);
    console.log(`inclusion proof: median ${times[500]!.toFixed(2)} ms, slowest of 1000 ${times.at(-1)!.toFixed(2)} ms, no tile kept between them`);
    const folder = join(workspace, "reports", "log");
    console.log(`publish: ${timed(() => void publishLog(ledger, signer, folder))}, again ${timed(() => void publishLog(ledger, signer, folder))}`);
    console.log(`verify the ledger (entries, tiles, root, checkpoints): ${timed(() => expectClean(verifyStoredLog(ledger).problems))}`);
    console.log(`verify the published folder (the same from files): ${timed(() => expectClean(verifyLogFolder(readLogFolder(folder)).problems))}`);
    console.log(`memory ${Math.round(process.memoryUsage().rss / 1e6)} MB`);
  } finally {
    ledger.close();
    rmSync(workspace, { recursive: true, force: true });
  }
}

function seconds(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

/** Wall-clock and CPU seconds in words; the second tells a busy machine from slow code. */
function timed(work: () => void): string {
  const before = process.cpuUsage();
  const wall = seconds(work);
  const { user, system } = process.cpuUsage(before);
  return `${wall.toFixed(1)} s (CPU ${((user + system) / 1e6).toFixed(1)} s)`;
}

function expectClean(problems: readonly unknown[]): void {
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
}
