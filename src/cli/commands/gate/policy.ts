import { Command } from "commander";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { builtInPolicy } from "../../../experiment/gate/built-in-policies.ts";
import { loadExperiment } from "../../../experiment/load-experiment.ts";
import { registeredPolicy, referencesFor, challengersOf } from "../../../experiment/stages/decide.ts";
import { parseJson } from "../../../formats/json-values.ts";
import { readTextFile } from "../../../formats/text-file.ts";
import { type GatePolicy, parsePolicy, policyDigest, policyInWords, rulesOf } from "../../../gate/policy.ts";
import { openLedger } from "../../../ledger/ledger.ts";
import type { LogEntry } from "../../../ledger/records.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import { print } from "../../workspace-command.ts";

interface Options {
  workspace: string;
  print?: string;
  check?: string;
  json?: true;
}

export function policyCommand(): Command {
  return new Command("policy")
    .description("the policy of the workspace in words; or a built-in one as its document")
    .option("--workspace <dir>", "workspace", ".")
    .option("--print <name>", "print the document of a built-in policy: anytime or seed-classic")
    .option("--check <file>", "read a policy document and say it in words")
    .option("--json", "machine-readable")
    .exitOverride()
    .action((options: Options) => {
      if (options.print !== undefined) {
        const policy = builtInPolicy(options.print);
        print(options, { json: policy, text: [JSON.stringify(policy, null, 2)] });
        return;
      }
      const { policy, references } = options.check === undefined ? ofWorkspace(options.workspace) : { policy: readPolicy(options.check), references: ["the reference"] };
      const digest = policyDigest(policy);
      print(options, { json: { digest, policy }, text: [`policy ${policy.id} (${policy.policy}) ${digest}`, ...policyInWords(rulesOf(policy), references).map((step, place) => `${place + 1}. ${step}`)] });
    });
}

/** Reads a policy document. @throws InputError for a file that is none */
export function readPolicy(file: string): GatePolicy {
  return parsePolicy(parseJson(readTextFile(file).text, { file, expected: "a policy document, as `quakegate gate policy --print anytime` writes one" }), file);
}

function ofWorkspace(workspace: string): { readonly policy: GatePolicy; readonly references: readonly string[] } {
  if (!existsSync(join(workspace, "experiment.yaml"))) throw new InputError("no experiment here", { file: join(workspace, "experiment.yaml"), expected: "a workspace, or --print anytime" });
  const experiment = loadExperiment(workspace);
  return { policy: registeredPolicy(experiment, logOf(workspace)), references: [...new Set(challengersOf(experiment).flatMap((challenger) => referencesFor(experiment.file, challenger)))] };
}

/** The log of a workspace; empty before anything was done there. */
function logOf(workspace: string): readonly LogEntry[] {
  if (!existsSync(join(workspace, "ledger.sqlite"))) return [];
  const ledger = openLedger(workspace, { create: false });
  try {
    return ledger.log();
  } finally {
    ledger.close();
  }
}
