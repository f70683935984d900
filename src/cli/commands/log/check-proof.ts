import { Command } from "commander";
import { checkProof } from "../../../ledger/transparency/check-proof.ts";
import { exactText } from "../../../ledger/transparency/exact-text.ts";
import { parseVerifierKey } from "../../../ledger/transparency/signed-note.ts";
import { parseTlogPolicy } from "../../../ledger/transparency/tlog-policy.ts";
import { locateErrors } from "../../../seismicity/input-error.ts";
import { print } from "../../workspace-command.ts";

interface CheckProofOptions {
  key?: string;
  policy?: string;
  artifact?: string;
  json?: true;
}

export function checkProofCommand(): Command {
  return new Command("check-proof")
    .description("check a .tlog-proof file offline; exit code 0 verified, 1 false, 2 cannot verify")
    .argument("<file>", "file that `quakegate log prove` wrote")
    .option("--key <vkey>", "verifier key of the log")
    .option("--policy <file>", "C2SP tlog-policy: keys of logs and witnesses, and the quorum")
    .option("--artifact <file>", "also: the entry must name this file's SHA-256")
    .option("--json", "machine-readable")
    .exitOverride()
    .action((file: string, options: CheckProofOptions) => {
      const policy = options.policy === undefined ? undefined : locateErrors({ file: options.policy }, () => parseTlogPolicy(exactText(options.policy!)));
      const keys = [...(options.key === undefined ? [] : [locateErrors({ file: "--key" }, () => parseVerifierKey(options.key!))]), ...(policy?.logKeys ?? [])];
      const outcome = checkProof(file, keys, policy, options.artifact);
      process.exitCode = outcome.verified ? 0 : 1;
      print(options, {
        json: outcome,
        text: outcome.verified
          ? [`verified: entry ${outcome.index} of ${outcome.size} in ${outcome.origin}`, ...outcome.cosignatures.map(({ witness, time }) => `cosigned by ${witness} at ${time}`), outcome.entry]
          : [`FALSE: ${outcome.problem}`],
      });
    });
}
