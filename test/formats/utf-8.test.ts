import { describe, expect, it } from "vitest";
import { utf8Text } from "../../src/formats/utf-8.ts";
import { InputError } from "../../src/seismicity/input-error.ts";

describe("UTF-8 text of bytes", () => {
  it("keeps a byte order mark, or drops it where people's files may have it", () => {
    const bytes = Buffer.from("\ufeffPeñón 180°", "utf8");
    expect(utf8Text(bytes, {})).toBe("\ufeffPeñón 180°");
    expect(utf8Text(bytes, {}, { byteOrderMark: "dropped" })).toBe("Peñón 180°");
  });

  it.each([["a lone byte", [0x61, 0xff]], ["a character cut short", [0x61, 0xc3]], ["half of a surrogate pair", [0xed, 0xa0, 0x80]], ["a longer form than needed", [0xc0, 0xaf]]])("refuses %s in the words of its reader", (_, bytes) => {
    expect(() => utf8Text(Uint8Array.from(bytes), { file: "a.txt" })).toThrow(InputError);
    expect(() => utf8Text(Uint8Array.from(bytes), { file: "a.txt" })).toThrow("a.txt: not UTF-8 text");
    expect(() => utf8Text(Uint8Array.from(bytes), { file: "a.txt", expected: "text" }, { problem: "no text" })).toThrow("a.txt: no text; expected text");
  });
});
