import { Command } from "commander";
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { verifyBundle } from "../../experiment/evidence-bundle/verify-bundle.ts";
import type { Trust } from "../../experiment/verify/published-log.ts";
import { exitCodeOf, findings, inWords, type Verification } from "../../experiment/verify/verification.ts";
import { verifyDecision } from "../../experiment/verify/verify-decision.ts";
import { verifySite } from "../../experiment/verify/verify-site.ts";
import { verifyLogAlone, verifyWorkspace } from "../../experiment/verify/verify-workspace.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { print } from "../workspace-command.ts";

interface VerifyOptions {
  key?: string;
  from?: string;
  json?: true;
}

/** `quakegate verify …`: for auditors, offline. */
export function verifyCommand(): Command {
  const verify = new Command("verify").description("was anything backdated, edited, withdrawn or invented? exit code 0 verified, 1 false, 2 cannot verify").exitOverride();
  verify.addCommand(
    verifying("log", "a workspace, or the log/ folder of a published site alone")
      .argument("[folder]", "log/ folder of a site")
      .option("--workspace <dir>", "workspace")
      .action((folder: string | undefined, options: VerifyOptions & { workspace?: string }) => {
        if (folder !== undefined && options.workspace !== undefined) throw new InputError("either a log folder or a workspace", { field: "--workspace", value: options.workspace });
        const workspace = options.workspace ?? ".";
        if (folder === undefined) answer(options, `workspace ${workspace}`, verifyWorkspace(requireFolder(workspace), trustOf(options)));
        else answer(options, folder, verifyLogAlone(requireFolder(folder), trustOf(options)));
      }),
  );
  verify.addCommand(
    verifying("site", "a published site from its files alone: log, pages, data, pictures, decisions")
      .argument("<folder>", "the site, such as reports/")
      .action((folder: string, options: VerifyOptions) => answer(options, folder, verifySite(requireFolder(folder), trustOf(options)))),
  );
  verify.addCommand(
    verifying("bundle", "the evidence bundle of one decision: evidence and verdict are derived again")
      .argument("<folder>", "the bundle, such as reports/decisions/<id>")
      .action((folder: string, options: VerifyOptions) => {
        const found = findings();
        verifyBundle(requireFolder(folder), basename(folder).slice(0, 12), trustOf(options), found);
        answer(options, folder, found.verification());
      }),
  );
  verify.addCommand(
    new Command("decision")
      .description("a signed decision record")
      .argument("<file>", "record.dsse.json of a bundle")
      .option("--key <base64>", "the evaluator's public key, from the log (default: that of the bundle around the file)")
      .option("--json", "machine-readable")
      .exitOverride()
      .action((file: string, options: { key?: string; json?: true }) => answer(options, file, verifyDecision(file, options.key))),
  );
  return verify;
}

function verifying(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option("--key <vkey>", "verifier key of the log, as you know it (default: the one that it publishes)")
    .option("--from <file>", "checkpoint that you kept: the log must contain it")
    .option("--json", "machine-readable")
    .exitOverride();
}

function trustOf({ key, from }: VerifyOptions): Trust {
  if (from !== undefined && !existsSync(from)) throw new InputError("file does not exist", { field: "--from", value: from });
  return { ...(key === undefined ? {} : { key: existsSync(key) ? readFileSync(key, "utf8").trim() : key }), ...(from === undefined ? {} : { from: readFileSync(from, "utf8") }) };
}

function requireFolder(folder: string): string {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new InputError("no such folder", { value: folder });
  return join(folder);
}

function answer(options: { readonly json?: true }, what: string, verification: Verification): void {
  process.exitCode = exitCodeOf(verification);
  print(options, { json: verification, text: inWords(what, verification) });
}
