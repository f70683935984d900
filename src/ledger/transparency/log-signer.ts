import type { Ledger } from "../ledger.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { logKeyFile, makePrivateKey, readPrivateKey } from "./log-key.ts";
import { noteSigner, type NoteSigner, parseVerifierKey } from "./signed-note.ts";

/** Origin of an experiment's log: the name of its key and the first line of its checkpoints. */
export function logOrigin(experimentName: string): string {
  const slug = experimentName.toLowerCase().replaceAll(/[^\p{L}\p{N}.-]+/gu, "-").replaceAll(/^-+|-+$/g, "");
  return `quakegate/${slug === "" ? "log" : slug}`;
}

/**
 * The signer of a workspace's log. The key is made when the log has never been signed; afterwards it must be the one that signed the
 * last checkpoint. The origin stays what it was then, whatever the experiment is called now.
 *
 * @throws InputError when the key is missing or another one, although checkpoints have been signed.
 */
export function openLogSigner(ledger: Ledger, experimentName: string): NoteSigner {
  const file = logKeyFile(ledger.workspace);
  const signed = ledger.checkpoints().at(-1);
  const existing = readPrivateKey(file);
  if (signed === undefined) return noteSigner(logOrigin(experimentName), existing ?? makePrivateKey(file));
  const expected = parseVerifierKey(signed.verifierKey);
  if (existing === undefined) throw new InputError("the private key of the log is missing, and its checkpoints were signed with it", { file, expected: `the key of ${expected.text}, or the path of its file in QUAKEGATE_LOG_KEY` });
  const signer = noteSigner(expected.name, existing);
  if (signer.verifierKey.text !== expected.text) throw new InputError("not the private key that signed this log's checkpoints", { file, value: signer.verifierKey.text, expected: expected.text });
  return signer;
}
