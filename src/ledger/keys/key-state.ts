import { InputError } from "../../seismicity/input-error.ts";
import type { LogEntry } from "../records.ts";
import { fingerprintOf, isSignedBy } from "./ed25519.ts";
import { type KeyDocument, parseKeyDocument, signedText } from "./key-documents.ts";

/** Kind of the log entries in which keys are registered; the subject is the team. */
export const KEY_ENTRY = "key";

/** What an entry of kind `key` holds: a team's own request, or the operator's revocation. */
export type KeyEvent = { readonly action: "add" | "rotate"; readonly request: KeyDocument } | { readonly action: "revoke"; readonly team: string; readonly fingerprint: string; readonly reason: string };

/** One key of a team, from the entry that made it valid to the one that ended it. */
export interface TeamKey {
  readonly team: string;
  readonly publicKey: string;
  /** SHA-256 of the public key's 32 bytes. */
  readonly fingerprint: string;
  /** Log index from which it is valid. */
  readonly fromEntry: number;
  /** Log index from which it is valid no more; null while it is. */
  readonly untilEntry: number | null;
  /** Why it ended. */
  readonly ended: null | { readonly by: "rotation" } | { readonly by: "revocation"; readonly reason: string };
}

export interface KeyState {
  /** Every key that ever was valid, in the order of the log. */
  readonly keys: readonly TeamKey[];
  /** Entries of kind `key` that have no effect, and why: a log that is in order has none. */
  readonly void: readonly { readonly entry: number; readonly reason: string }[];
  /** The team's valid key; undefined when it has none. */
  keyOf(team: string): TeamKey | undefined;
}

/**
 * Which key is valid for each team at log index `index`, a function of the log alone. An entry takes effect from its own
 * index on. A team has at most one valid key; a key that was once used, by whichever team, is never valid again, so that no
 * request can be played back.
 *
 * @param entries the log, or any part of it that has every entry of kind `key` up to `index`
 */
export function keyStateAt(entries: readonly LogEntry[], index: number): KeyState {
  const keys: TeamKey[] = [];
  const without: { entry: number; reason: string }[] = [];
  for (const { entry, kind, subject, body } of entries) {
    if (kind !== KEY_ENTRY || entry > index) continue;
    try {
      applyKeyEvent(keys, entry, subject, (JSON.parse(body) as { content: KeyEvent }).content);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      without.push({ entry, reason: error.message });
    }
  }
  return { keys, void: without, keyOf: (team) => keys.find((key) => key.team === team && key.untilEntry === null) };
}

/** @throws InputError when `event`, were it the log's next entry, had no effect */
export function checkKeyEvent(entries: readonly LogEntry[], team: string, event: KeyEvent): void {
  applyKeyEvent([...keyStateAt(entries, Infinity).keys], Infinity, team, event);
}

function applyKeyEvent(keys: TeamKey[], entry: number, subject: string, event: KeyEvent): void {
  const team = event.action === "revoke" ? event.team : parseKeyDocument(event.request).team;
  if (team !== subject) throw new InputError("the entry stands under another team", { field: "team", value: team, expected: subject });
  const place = keys.findIndex((key) => key.team === team && key.untilEntry === null);
  const current = keys[place];
  if (event.action === "revoke") {
    if (current === undefined || current.fingerprint !== event.fingerprint) throw new InputError("no such key to revoke", { field: "fingerprint", value: event.fingerprint, expected: describe(team, current) });
    keys[place] = { ...current, untilEntry: entry, ended: { by: "revocation", reason: event.reason } };
    return;
  }
  const { request } = event;
  const fingerprint = fingerprintOf(request.publicKey);
  const used = keys.find((key) => key.fingerprint === fingerprint);
  if (used !== undefined) {
    throw new InputError("this key has been used before and is never valid again", { field: "fingerprint", value: fingerprint, expected: `a new key; this one was registered for team ${used.team} in entry ${used.fromEntry}` });
  }
  if (request.type === "quakegate/key-add/1") {
    if (event.action !== "add") throw new InputError("a request to add a key is not a rotation", { field: "type", value: request.type });
    if (current !== undefined) throw new InputError("the team has a valid key already", { field: "team", value: team, expected: `a rotation signed by the key ${current.fingerprint}, or its revocation first` });
  } else {
    if (event.action !== "rotate") throw new InputError("a rotation is not a request to add a key", { field: "type", value: request.type });
    if (current === undefined || current.fingerprint !== request.replaces) throw new InputError("the rotation replaces a key that is not the team's", { field: "replaces", value: request.replaces, expected: describe(team, current) });
    if (!isSignedBy(signedText(request), request.signature, current.publicKey)) throw new InputError("the rotation is not signed by the key that it replaces", { field: "signature", value: request.signature, expected: `a signature by the key ${current.fingerprint}` });
    keys[place] = { ...current, untilEntry: entry, ended: { by: "rotation" } };
  }
  keys.push({ team, publicKey: request.publicKey, fingerprint, fromEntry: entry, untilEntry: null, ended: null });
}

function describe(team: string, current: TeamKey | undefined): string {
  return current === undefined ? `nothing: team ${team} has no valid key` : `the key of team ${team}, ${current.fingerprint}`;
}
