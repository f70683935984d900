import { join } from "node:path";
import { keyAddition } from "../../ledger/keys/key-documents.ts";
import { keyStateAt } from "../../ledger/keys/key-state.ts";
import { publicKeyOf } from "../../ledger/keys/ed25519.ts";
import { registerKey } from "../../ledger/keys/register-key.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { makePrivateKey, readPrivateKey } from "../../ledger/transparency/log-key.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { Session } from "../run.ts";

/** Under this name the evaluator's key stands in the log; no team can have it. */
export const EVALUATOR = "evaluator";

/** Where the private key that signs decisions lies: the file that QUAKEGATE_EVALUATOR_KEY names, or `keys/evaluator.private.pem`. Never in the site. */
export function evaluatorKeyFile(workspace: string): string {
  return process.env["QUAKEGATE_EVALUATOR_KEY"] ?? join(workspace, "keys", "evaluator.private.pem");
}

/** Makes the evaluator's key and registers it in the log, once there is a decision to sign. @throws InputError when the log has another key. */
export function registerEvaluator({ experiment, ledger, now }: Pick<Session, "experiment" | "ledger" | "now">): void {
  if (ledger.decisions().length === 0) return;
  const file = evaluatorKeyFile(experiment.workspace);
  const registered = registeredKey(ledger);
  const pem = readPem(file, registered === undefined);
  if (registered === undefined) registerKey(ledger, keyAddition(EVALUATOR, pem), now);
  else if (publicKeyOf(pem, file) !== registered) throw new InputError("not the evaluator's key of this log", { file, value: publicKeyOf(pem, file), expected: `${registered}, or the path of its file in QUAKEGATE_EVALUATOR_KEY` });
}

/** The evaluator's private key in PEM. @throws InputError when it is gone. */
export function evaluatorPem(workspace: string): string {
  return readPem(evaluatorKeyFile(workspace), false);
}

function registeredKey(ledger: Ledger): string | undefined {
  return keyStateAt(ledger.log(EVALUATOR), Infinity).keyOf(EVALUATOR)?.publicKey;
}

function readPem(file: string, mayMake: boolean): string {
  const key = readPrivateKey(file) ?? (mayMake ? makePrivateKey(file) : undefined);
  if (key === undefined) throw new InputError("the evaluator's private key is missing, and the log names its public half", { file, expected: "that key, or the path of its file in QUAKEGATE_EVALUATOR_KEY" });
  return key.export({ format: "pem", type: "pkcs8" }) as string;
}
