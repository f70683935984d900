import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../../src/ledger/canonical-json.ts";
import { fingerprintOf, generateTeamKey, isSignedBy, publicKeyOf, signText } from "../../../src/ledger/keys/ed25519.ts";
import { type KeyAddition, keyAddition, type KeyRotation, keyRotation, parseKeyDocument } from "../../../src/ledger/keys/key-documents.ts";
import { checkKeyEvent, type KeyEvent, keyStateAt } from "../../../src/ledger/keys/key-state.ts";
import { registerKey, revokeKey } from "../../../src/ledger/keys/register-key.ts";
import { openLedger } from "../../../src/ledger/ledger.ts";
import type { LogEntry } from "../../../src/ledger/records.ts";
import { temporaryFolder } from "../../support/workspace.ts";

const [a, b, c] = [generateTeamKey(), generateTeamKey(), generateTeamKey()];
const added = (team: string, pem: string): KeyEvent => ({ action: "add", request: keyAddition(team, pem) });
const rotated = (team: string, oldPem: string, newPem: string): KeyEvent => ({ action: "rotate", request: keyRotation(team, oldPem, newPem) });
const revoked = (team: string, publicKey: string): KeyEvent => ({ action: "revoke", team, fingerprint: fingerprintOf(publicKey), reason: "laptop lost" });

/** A log with these events at even indices, other entries between. */
function logOf(...events: readonly (readonly [team: string, event: KeyEvent])[]): LogEntry[] {
  return events.flatMap(([subject, content], place) => [entryOf(2 * place, "key", subject, content), entryOf(2 * place + 1, "import", "made", {})]);
}

function entryOf(entry: number, kind: string, subject: string, content: unknown): LogEntry {
  return { entry, kind, subject, at: entry, body: canonicalJson({ kind, subject, at: entry, content }), leafHash: "" };
}

describe("Ed25519", () => {
  it("signs as RFC 8032 §7.1 test 2 says", () => {
    const seed = Buffer.from("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "hex");
    const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
    const pem = `-----BEGIN PRIVATE KEY-----\n${der.toString("base64")}\n-----END PRIVATE KEY-----\n`;
    expect(Buffer.from(publicKeyOf(pem), "base64").toString("hex")).toBe("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    const signature = signText("r", pem);
    expect(Buffer.from(signature, "base64").toString("hex")).toBe("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    expect(isSignedBy("r", signature, publicKeyOf(pem))).toBe(true);
  });

  it("takes nothing for a signature that is not one", () => {
    const signature = signText("text", a.privatePem);
    expect(isSignedBy("text", signature, a.publicKey)).toBe(true);
    expect(isSignedBy("other", signature, a.publicKey)).toBe(false);
    expect(isSignedBy("text", signature, b.publicKey)).toBe(false);
    for (const bad of ["", "x", ` ${signature}`, signature.replaceAll("=", ""), `${signature}AA`]) expect([bad, isSignedBy("text", bad, a.publicKey)]).toEqual([bad, false]);
    expect(isSignedBy("text", signature, a.publicKey.slice(4))).toBe(false);
    expect(() => publicKeyOf("no key", "k.pem")).toThrow(/k\.pem: not an Ed25519 private key/);
    expect(() => fingerprintOf("AAAA")).toThrow(/not an Ed25519 public key/);
  });
});

describe("which key is valid", () => {
  it("follows add, rotate and revoke, each from its own index on", () => {
    const log = logOf(["alpha", added("alpha", a.privatePem)], ["alpha", rotated("alpha", a.privatePem, b.privatePem)], ["alpha", revoked("alpha", b.publicKey)], ["alpha", added("alpha", c.privatePem)]);
    const at = (index: number): string | undefined => keyStateAt(log, index).keyOf("alpha")?.publicKey;
    expect([-1, 0, 1, 2, 3, 4, 5, 6, 99].map(at)).toEqual([undefined, a.publicKey, a.publicKey, b.publicKey, b.publicKey, undefined, undefined, c.publicKey, c.publicKey]);
    const { keys, void: without } = keyStateAt(log, 99);
    expect(keys.map(({ fromEntry, untilEntry, ended }) => [fromEntry, untilEntry, ended])).toEqual([[0, 2, { by: "rotation" }], [2, 4, { by: "revocation", reason: "laptop lost" }], [6, null, null]]);
    expect(without).toEqual([]);
    expect(keyStateAt(log, 99).keyOf("beta")).toBeUndefined();
  });

  it("is a function of the entries of kind key alone", () => {
    const log = logOf(["alpha", added("alpha", a.privatePem)], ["beta", added("beta", b.privatePem)]);
    expect(JSON.stringify(keyStateAt(log.filter(({ kind }) => kind === "key"), 9))).toBe(JSON.stringify(keyStateAt(log, 9)));
  });

  const refusals: readonly (readonly [what: string, before: readonly (readonly [string, KeyEvent])[], team: string, event: () => KeyEvent, message: RegExp])[] = [
    ["a second key beside a valid one", [["alpha", added("alpha", a.privatePem)]], "alpha", () => added("alpha", b.privatePem), /has a valid key already/],
    ["the key of another team", [["alpha", added("alpha", a.privatePem)]], "beta", () => added("beta", a.privatePem), /used before.*team alpha in entry 0/],
    ["a revoked key again", [["alpha", added("alpha", a.privatePem)], ["alpha", revoked("alpha", a.publicKey)]], "alpha", () => added("alpha", a.privatePem), /used before/],
    ["a rotation of a team without a key", [], "alpha", () => rotated("alpha", a.privatePem, b.privatePem), /team alpha has no valid key/],
    ["a rotation of a revoked key", [["alpha", added("alpha", a.privatePem)], ["alpha", revoked("alpha", a.publicKey)]], "alpha", () => rotated("alpha", a.privatePem, b.privatePem), /team alpha has no valid key/],
    ["a rotation signed by a stranger", [["alpha", added("alpha", a.privatePem)]], "alpha", () => rotated("alpha", c.privatePem, b.privatePem), /replaces a key that is not the team's/],
    ["a rotation that names the team's key and is signed by another", [["alpha", added("alpha", a.privatePem)]], "alpha", () => ({ action: "rotate", request: { ...keyRotation("alpha", a.privatePem, b.privatePem), signature: signText("anything", c.privatePem) } }), /not signed by the key that it replaces/],
    ["a rotation played back", [["alpha", added("alpha", a.privatePem)], ["alpha", rotated("alpha", a.privatePem, b.privatePem)]], "alpha", () => rotated("alpha", a.privatePem, b.privatePem), /used before/],
    ["a rotation back to an earlier key", [["alpha", added("alpha", a.privatePem)], ["alpha", rotated("alpha", a.privatePem, b.privatePem)]], "alpha", () => rotated("alpha", b.privatePem, a.privatePem), /used before/],
    ["a rotation under another team's name", [["alpha", added("alpha", a.privatePem)], ["beta", added("beta", b.privatePem)]], "beta", () => rotated("alpha", a.privatePem, c.privatePem), /stands under another team/],
    ["an addition called a rotation", [], "alpha", () => ({ action: "rotate", request: keyAddition("alpha", a.privatePem) }), /not a rotation/],
    ["a rotation called an addition", [["alpha", added("alpha", a.privatePem)]], "alpha", () => ({ action: "add", request: keyRotation("alpha", a.privatePem, b.privatePem) }), /not a request to add/],
    ["a revocation of another key", [["alpha", added("alpha", a.privatePem)]], "alpha", () => revoked("alpha", b.publicKey), /no such key to revoke/],
    ["a revocation twice", [["alpha", added("alpha", a.privatePem)], ["alpha", revoked("alpha", a.publicKey)]], "alpha", () => revoked("alpha", a.publicKey), /no such key to revoke/],
    ["a key that is not proved", [], "alpha", () => ({ action: "add", request: { ...(keyAddition("alpha", a.privatePem)), publicKey: b.publicKey } }), /does not prove itself/],
  ];
  it.each(refusals)("refuses %s, and without effect when it stands in the log", (_what, before, team, event, message) => {
    const log = logOf(...before);
    expect(() => checkKeyEvent(log, team, event())).toThrow(message);
    const forced = [...log, entryOf(log.length, "key", team, event())];
    const state = keyStateAt(forced, Infinity);
    expect(state.void).toEqual([{ entry: log.length, reason: expect.stringMatching(message) as string }]);
    expect(state.keys).toEqual(keyStateAt(log, Infinity).keys);
  });

  it("reads requests strictly", () => {
    const request = keyAddition("alpha", a.privatePem);
    expect(parseKeyDocument(JSON.parse(JSON.stringify(request)))).toEqual(request);
    expect(() => parseKeyDocument({ ...request, more: 1 }, "r.json")).toThrow(/r\.json.*not a request for a key/);
    expect(() => parseKeyDocument({ ...request, team: "beta" })).toThrow(/does not prove itself/);
    const rotation = keyRotation("alpha", a.privatePem, b.privatePem);
    expect(() => parseKeyDocument({ ...rotation, replaces: fingerprintOf(c.publicKey) })).toThrow(/does not prove itself/);
    expect(() => keyAddition("Alpha Team", a.privatePem)).toThrow(/not a name of a team/);
  });
});

describe("registration", () => {
  it("writes what has an effect and nothing else", () => {
    const ledger = openLedger(temporaryFolder(), { create: true });
    const add: KeyAddition = keyAddition("alpha", a.privatePem);
    const rotation: KeyRotation = keyRotation("alpha", a.privatePem, b.privatePem);
    expect(registerKey(ledger, add, 1000)).toMatchObject({ entry: 0, kind: "key", subject: "alpha", at: 1000 });
    expect(() => registerKey(ledger, add, 1001)).toThrow(/used before/);
    registerKey(ledger, rotation, 1002);
    expect(() => registerKey(ledger, rotation, 1003)).toThrow(/used before/);
    expect(() => revokeKey(ledger, "alpha", " ", 1004)).toThrow(/needs a reason/);
    expect(() => revokeKey(ledger, "beta", "left", 1004)).toThrow(/no valid key/);
    revokeKey(ledger, "alpha", "left the project", 1005);
    expect(ledger.log().map(({ entry, at }) => [entry, at])).toEqual([[0, 1000], [1, 1002], [2, 1005]]);
    expect(keyStateAt(ledger.log(), Infinity).keyOf("alpha")).toBeUndefined();
    ledger.close();
  });
});
