import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTextFile } from "../../src/formats/text-file.ts";
import { InputError } from "../../src/seismicity/input-error.ts";

let folder = "";
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "text-file-"))));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

describe("readTextFile", () => {
  it("gives text, stored bytes and their SHA-256", () => {
    const { text, bytes, sha256 } = readTextFile(written("plain.csv", "abc"));
    expect(text).toBe("abc");
    expect(bytes.length).toBe(3);
    expect(sha256).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });

  it("unpacks gzip by its content, not its name, and keeps the compressed bytes", () => {
    const packed = gzipSync("Tōhoku\n");
    const file = readTextFile(written("packed.csv", packed));
    expect(file.text).toBe("Tōhoku\n");
    expect(Buffer.from(file.bytes).equals(packed)).toBe(true);
  });

  it("removes a byte order mark", () => {
    expect(readTextFile(written("bom.csv", Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from("lon")]))).text).toBe("lon");
  });

  it.each([
    ["missing", () => join(folder, "nowhere.csv"), /nowhere\.csv: file does not exist/],
    ["a folder", () => folder, /file cannot be read \(EISDIR\)/],
    ["cut-off gzip", () => written("cut.gz", gzipSync("x".repeat(5000)).subarray(0, 20)), /cut\.gz: gzip data is damaged/],
    ["Latin-1", () => written("latin.csv", Buffer.from([0x4d, 0xfc, 0x6e])), /latin\.csv: file is not UTF-8/],
    ["UTF-16", () => written("wide.csv", Buffer.from("\ufeffa,b", "utf16le")), /wide\.csv: file is not UTF-8/],
  ])("refuses %s", (_, path, message) => {
    expect(() => readTextFile(path())).toThrow(InputError);
    expect(() => readTextFile(path())).toThrow(message);
  });
});
