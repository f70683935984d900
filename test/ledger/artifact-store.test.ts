import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { openArtifactStore, writeFileAtomically } from "../../src/ledger/artifact-store.ts";
import { sha256Hex } from "../../src/numerics/digest.ts";
import { temporaryFolder } from "../support/workspace.ts";

const BYTES = Buffer.from("time,longitude\n1,2\n");

describe("the artifact store", () => {
  it("names a file by the SHA-256 of its bytes, and returns them", () => {
    const folder = temporaryFolder();
    const store = openArtifactStore(folder);
    const put = store.put("snapshot", BYTES);
    expect(put).toEqual({ digest: sha256Hex(BYTES), path: `observations/sha256/${sha256Hex(BYTES).slice(0, 2)}/${sha256Hex(BYTES).slice(2)}.csv`, byteLength: BYTES.length });
    expect(Buffer.from(store.get(put.path, put.digest))).toEqual(BYTES);
    expect(readFileSync(join(folder, put.path))).toEqual(BYTES);
  });

  it("writes a file once", () => {
    const folder = temporaryFolder();
    const store = openArtifactStore(folder);
    const { path } = store.put("forecast", BYTES);
    const written = statSync(join(folder, path)).ino;
    store.put("forecast", BYTES);
    expect(statSync(join(folder, path)).ino).toBe(written);
    expect(readdirSync(dirname(join(folder, path)))).toHaveLength(1);
  });

  it("says which file was changed after it was sealed, and which is missing", () => {
    const folder = temporaryFolder();
    const store = openArtifactStore(folder);
    const { path, digest } = store.put("forecast", BYTES);
    const changed = Buffer.from(BYTES);
    changed[3]! ^= 1;
    writeFileSync(join(folder, path), changed);
    expect(() => store.get(path, digest)).toThrow(`${path}, SHA-256: a stored file was changed after it was sealed; got "${sha256Hex(changed)}"; expected ${digest}`);
    writeFileSync(join(folder, path), BYTES.subarray(0, -1));
    expect(() => store.get(path, digest)).toThrow(/was changed after it was sealed/);
    rmSync(join(folder, path));
    expect(() => store.get(path, digest)).toThrow(`${path}: a stored file is missing; expected bytes with SHA-256 ${digest}`);
  });

  it("removes what a killed writer left, and nothing else: not files, not those of a writer at work", () => {
    const folder = temporaryFolder();
    const { path } = openArtifactStore(folder).put("forecast", BYTES);
    const beside = dirname(join(folder, path));
    // No process has this id: it is beyond the largest that the kernel gives. Process 1 always runs.
    const [killed, old, own, atWork] = ["a.qgf.99999999.unfinished", "a.qgf.unfinished", `a.qgf.${process.pid}.unfinished`, "a.qgf.1.unfinished"].map((name) => join(beside, name)) as [string, string, string, string];
    for (const file of [killed, old, own, atWork]) writeFileSync(file, "half");
    openArtifactStore(folder);
    expect([killed, old, own, atWork, join(folder, path)].map((file) => existsSync(file))).toEqual([false, false, false, true, true]);
  });
});

it("replaces a file as a whole and leaves no temporary one", () => {
  const file = join(temporaryFolder(), "deep", "er", "page.html");
  writeFileAtomically(file, "é first");
  writeFileAtomically(file, "second");
  expect(readFileSync(file, "utf8")).toBe("second");
  expect(readdirSync(dirname(file))).toEqual(["page.html"]);
  mkdirSync(`${file}.d`);
  expect(() => writeFileAtomically(`${file}.d`, "a folder stands there")).toThrow();
});
