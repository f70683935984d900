import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import { addCosignature } from "../../../src/ledger/transparency/add-cosignature.ts";
import { openCheckpoint } from "../../../src/ledger/transparency/checkpoint.ts";
import { readLogFolder } from "../../../src/ledger/transparency/log-folder.ts";
import { parseVerifierKey } from "../../../src/ledger/transparency/signed-note.ts";
import { verifyLogFolder } from "../../../src/ledger/transparency/verify-log-folder.ts";
import { witnessCheckpoint } from "../../../src/ledger/transparency/witness.ts";
import { temporaryFolder } from "../../support/workspace.ts";
import { grow, madeLedger, published, SIGNER } from "./support.ts";

const open: Ledger[] = [];
afterEach(() => open.splice(0).forEach((ledger) => ledger.close()));
const kept = (ledger: Ledger): Ledger => (open.push(ledger), ledger);
const verify = (folder: string) => verifyLogFolder(readLogFolder(folder), [SIGNER.verifierKey]);

/** Three publications, 5, 300 and 310 entries, with a cosignature of the second. */
function threeTimesPublished(): { ledger: Ledger; folder: string } {
  const ledger = kept(madeLedger(5));
  const folder = published(ledger);
  grow(ledger, 295);
  published(ledger);
  const outcome = witnessCheckpoint({ log: readLogFolder(folder), state: temporaryFolder(), name: "example.org/w", nowSeconds: 1_700_000_000 });
  if (outcome.kind !== "cosigned") throw new Error(outcome.reason);
  addCosignature(ledger, readFileSync(outcome.file, "utf8"), parseVerifierKey(outcome.witnessKey));
  grow(ledger, 10);
  published(ledger);
  return { ledger, folder };
}

describe("a published log", () => {
  it("is C2SP tlog-tiles: partial tiles go when the full one comes, the rest stays as it was", () => {
    const { folder, ledger } = threeTimesPublished();
    expect(readLogFolder(folder).files()).toEqual([
      "checkpoint", "cosigned/300", "log.vkey", "tile/0/000", "tile/0/001.p/44", "tile/0/001.p/54", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/44", "tile/entries/001.p/54", "witnesses.vkey",
    ]);
    const { checkpoint, entries, problems } = verify(folder);
    expect(problems).toEqual([]);
    expect(checkpoint).toMatchObject({ origin: "quakegate/made", size: 310 });
    expect(entries).toEqual(ledger.log().map(({ body }) => body));
    const times = ["tile/0/000", "tile/entries/000"].map((path) => statSync(join(folder, path)).mtimeMs);
    grow(ledger, 1);
    published(ledger);
    expect(["tile/0/000", "tile/entries/000"].map((path) => statSync(join(folder, path)).mtimeMs)).toEqual(times);
    expect(verify(folder).problems).toEqual([]);
  });

  it("shows the cosignature of the checkpoint that it shows", () => {
    const ledger = kept(madeLedger(3));
    const folder = published(ledger);
    const outcome = witnessCheckpoint({ log: readLogFolder(folder), state: temporaryFolder(), name: "example.org/w", nowSeconds: 1_700_000_000 });
    if (outcome.kind !== "cosigned") throw new Error(outcome.reason);
    const witness = parseVerifierKey(outcome.witnessKey);
    const note = readFileSync(outcome.file, "utf8");
    expect(addCosignature(ledger, note, witness)).toEqual({ treeSize: 3, added: 1, timesSeconds: [1_700_000_000] });
    expect(addCosignature(ledger, note, witness).added).toBe(0);
    expect(() => addCosignature(ledger, note.replace(/\n— example.*\n$/, "\n"), witness)).toThrow(/no line by this witness/);
    published(ledger);
    expect(openCheckpoint(readFileSync(join(folder, "checkpoint"), "utf8"), [SIGNER.verifierKey], [witness]).cosignatures).toHaveLength(1);
    expect(verify(folder).problems).toEqual([]);
  });

  it("never goes back to the checkpoint of a slower publisher", () => {
    const ledger = kept(madeLedger(3));
    const folder = published(ledger);
    const slow: Ledger = {
      ...ledger,
      // While this process signs three entries, another one appends and publishes.
      cosignatures: () => {
        if (ledger.logSize() === 3) {
          grow(ledger, 2);
          published(ledger);
        }
        return ledger.cosignatures();
      },
    };
    expect(published(slow)).toBe(folder);
    expect(verify(folder)).toMatchObject({ checkpoint: { size: 5 }, problems: [] });
  });

  it("is empty without entries", () => {
    const folder = published(kept(madeLedger(0)));
    expect(readLogFolder(folder).files()).toEqual(["checkpoint", "log.vkey"]);
    expect(verify(folder)).toMatchObject({ checkpoint: { size: 0 }, entries: [], problems: [] });
  });

  it("is verified to be false when any byte of any file is changed, and the file is named", { timeout: 120_000 }, () => {
    const { folder } = threeTimesPublished();
    for (const path of readLogFolder(folder).files()) {
      const file = join(folder, path);
      const bytes = readFileSync(file);
      for (let flip = 0; flip < 12; flip++) {
        const place = createHash("sha256").update(`${path} ${flip}`).digest().readUInt32BE();
        const changed = Uint8Array.from(bytes);
        changed[place % bytes.length]! ^= 1 << (place % 7);
        writeFileSync(file, changed);
        const { problems } = verify(folder);
        expect([path, flip, problems.some(({ kind }) => kind === "false")]).toEqual([path, flip, true]);
        // Entries that are not those of the log can be told from the tiles, and the other way round.
        if (/^(tile|cosigned|checkpoint)/.test(path)) expect(problems.map(({ object }) => object).join("\n")).toContain(/^tile\/entries/.test(path) ? "tile/" : path);
      }
      writeFileSync(file, bytes);
    }
    expect(verify(folder).problems).toEqual([]);
  });

  it("is verified to be false when a file is gone, moved or added", () => {
    const { folder } = threeTimesPublished();
    for (const path of ["tile/0/000", "tile/0/001.p/54", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/54"]) {
      renameSync(join(folder, path), join(folder, "..", "gone"));
      expect([path, verify(folder).problems.some(({ object, kind }) => object === path && kind === "false")]).toEqual([path, true]);
      renameSync(join(folder, "..", "gone"), join(folder, path));
    }
    for (const path of ["tile/0/002", "tile/0/001.p/55", "tile/2/000.p/1", "tile/entries/000.p/300", "notes.txt", "cosigned/9"]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), "x");
      expect([path, verify(folder).problems.map(({ object }) => object)]).toEqual([path, [path]]);
      rmSync(join(folder, path));
    }
    renameSync(join(folder, "log.vkey"), join(folder, "..", "gone"));
    expect(verifyLogFolder(readLogFolder(folder), [SIGNER.verifierKey]).problems).toEqual([{ object: "log.vkey", kind: "missing", message: expect.any(String) }]);
    rmSync(join(folder, "checkpoint"));
    expect(() => readLogFolder(folder)).toThrow(/no published log here/);
    expect(existsSync(join(folder, "tile"))).toBe(true);
  });
});
