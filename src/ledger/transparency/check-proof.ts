import { existsSync, readFileSync } from "node:fs";
import { utf8Text } from "../../formats/utf-8.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { exactText } from "./exact-text.ts";
import type { VerifierKey } from "./signed-note.ts";
import type { TlogPolicy } from "./tlog-policy.ts";
import { parseTlogProof, verifyTlogProof } from "./tlog-proof.ts";

export type ProofOutcome =
  | {
      readonly verified: true;
      readonly origin: string;
      readonly index: number;
      readonly size: number;
      readonly entry: string;
      readonly cosignatures: readonly { readonly witness: string; readonly time: string }[];
    }
  | { readonly verified: false; readonly problem: string };

/**
 * Checks a `.tlog-proof` file that carries its entry: signature, quorum of the policy if one is given, inclusion, and, with
 * `artifact`, that the entry names the SHA-256 of that file. A proof that is malformed is as false as one that does not verify.
 *
 * @throws InputError when nothing can be said: no key, or a file that is missing.
 */
export function checkProof(file: string, logKeys: readonly VerifierKey[], policy?: TlogPolicy, artifact?: string): ProofOutcome {
  if (logKeys.length === 0) throw new InputError("the key of the log is not known", { field: "--key", expected: "the log's verifier key, or a policy that lists it" });
  for (const needed of [file, ...(artifact === undefined ? [] : [artifact])]) if (!existsSync(needed)) throw new InputError("file does not exist", { file: needed });
  try {
    const proof = parseTlogProof(exactText(file));
    const { checkpoint, cosignatures } = verifyTlogProof(proof, logKeys, policy?.witnessKeys);
    if (policy !== undefined && !policy.isQuorum(cosignatures.map(({ verifierKey }) => verifierKey))) {
      return { verified: false, problem: `the checkpoint has no quorum of witnesses (${policy.quorum}); cosigned by ${cosignatures.map(({ verifierKey }) => verifierKey.name).join(", ") || "none of them"}` };
    }
    const entry = utf8Text(proof.entry!, { file });
    const digest = artifact === undefined ? undefined : sha256Hex(readFileSync(artifact));
    if (digest !== undefined && !entry.includes(`"${digest}"`)) return { verified: false, problem: `the entry does not name ${digest}, the SHA-256 of ${artifact}` };
    return {
      verified: true, origin: checkpoint.origin, index: proof.index, size: checkpoint.size, entry,
      cosignatures: cosignatures.map(({ verifierKey, timeSeconds }) => ({ witness: verifierKey.name, time: new Date(1000 * timeSeconds).toISOString() })),
    };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { verified: false, problem: error.message };
  }
}
