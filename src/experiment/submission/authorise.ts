import { fingerprintOf } from "../../ledger/keys/ed25519.ts";
import { keyStateAt } from "../../ledger/keys/key-state.ts";
import type { LogEntry } from "../../ledger/records.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { Owed } from "./owed-forecast.ts";
import { isStatementSignedBy, requireSameStatement, type SignedStatement, signStatement, type Statement } from "./statement.ts";
import type { TeamSignature } from "./submission-log.ts";

/** How a submission is signed: by a key at hand, by a file that was signed elsewhere, or not at all. */
export type Signing =
  | { readonly by: "key"; readonly team: string; readonly privatePem: string; readonly file: string }
  | { readonly by: "statement"; readonly signed: SignedStatement; readonly file: string }
  | undefined;

/**
 * The signature that goes to the log with a statement.
 *
 * @throws InputError when a model's team has not signed, or another key has, or the statement that was signed is another
 */
export function authorise(log: readonly LogEntry[], { team, model }: Owed, statement: Statement, signing: Signing): TeamSignature | null {
  if (team === undefined) {
    if (signing !== undefined) throw new InputError("the model has no team in the experiment file, so that no signature of it can be checked", { field: signing.by === "key" ? "--key" : "--signature", value: model, expected: "a submission without a signature, or options.team in the experiment" });
    return null;
  }
  if (signing === undefined) throw new InputError(`submissions of ${model} must be signed by team ${team}`, { field: "--key", expected: `--team ${team} --key FILE, or --signature FILE from \`quakegate submit sign\`` });
  if (signing.by === "key" && signing.team !== team) throw new InputError("the model is another team's", { field: "--team", value: signing.team, expected: team });
  const key = keyStateAt(log, Infinity).keyOf(team);
  if (key === undefined) throw new InputError("the team has no valid key in the log", { field: "--team", value: team, expected: "a key that the operator has added with `quakegate key add`" });
  const { signature, publicKey } = signing.by === "key" ? signStatement(statement, signing.privatePem, signing.file) : signing.signed;
  if (publicKey !== key.publicKey) {
    throw new InputError(`not the valid key of team ${team}`, { file: signing.file, field: "key", value: fingerprintOf(publicKey), expected: key.fingerprint });
  }
  if (signing.by === "statement") requireSameStatement(signing.signed.statement, statement, signing.file);
  if (!isStatementSignedBy(statement, signature, publicKey)) throw new InputError("the signature is not of this statement", { file: signing.file, field: "signature", value: signature });
  return { signature, publicKey };
}
