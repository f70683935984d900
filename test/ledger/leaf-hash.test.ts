import { expect, it } from "vitest";
import { leafHash } from "../../src/ledger/leaf-hash.ts";

/** Vectors of the RFC 6962 reference implementation (certificate-transparency, merkle_tree_test). */
it.each([
  ["", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"],
  ["\u0000", "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"],
])("hashes leaf %j", (entry, hash) => expect(leafHash(entry)).toBe(hash));

it("hashes the UTF-8 bytes, in a domain of its own", () => {
  expect(leafHash("é")).toBe("7e8d20ac6fc3f5fff436df1f54b0ee0e0b387d4ed998b32231e796d689ceff3b");
});
