#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { readFileSync } from "node:fs";
import { storageFailure } from "../ledger/storage-failure.ts";
import { InputError } from "../seismicity/input-error.ts";
import { auditCommand } from "./commands/audit.ts";
import { catalogCommand } from "./commands/catalog.ts";
import { convertCommand } from "./commands/convert.ts";
import { evaluateCommand } from "./commands/evaluate.ts";
import { fetchCommand } from "./commands/fetch.ts";
import { fitCommand } from "./commands/fit.ts";
import { forecastCommand } from "./commands/forecast.ts";
import { gateCommand } from "./commands/gate.ts";
import { importCommand } from "./commands/import.ts";
import { initCommand } from "./commands/init.ts";
import { issueCommand } from "./commands/issue.ts";
import { keyCommand } from "./commands/key.ts";
import { logCommand } from "./commands/log.ts";
import { reportCommand } from "./commands/report.ts";
import { runCommand } from "./commands/run.ts";
import { schemaCommand } from "./commands/schema.ts";
import { settleCommand } from "./commands/settle.ts";
import { simulateCommand } from "./commands/simulate.ts";
import { statusCommand } from "./commands/status.ts";
import { submitCommand } from "./commands/submit.ts";
import { testCommand } from "./commands/test.ts";
import { verifyCommand } from "./commands/verify.ts";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };

/** In the order in which a week needs them. */
const COMMANDS = [
  initCommand, importCommand, fetchCommand, issueCommand, submitCommand, keyCommand, settleCommand, evaluateCommand, gateCommand, reportCommand, runCommand, statusCommand, logCommand, auditCommand, verifyCommand,
  simulateCommand, testCommand, convertCommand, fitCommand, forecastCommand, catalogCommand, schemaCommand,
];

const program = new Command("quakegate")
  .description("Prospective evaluation of earthquake forecasts: probabilities against reality, never predictions.")
  .version(version)
  .addHelpText("after", "\nExit codes: 0 done, 1 done and the answer is no, 2 bad input or missing evidence.")
  .enablePositionalOptions()
  .exitOverride();
for (const command of COMMANDS) program.addCommand(command());

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

/** 0 done, 2 bad input or a disk that fails; what is neither is a fault of ours and is shown whole. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const known = storageFailure(error, "a file");
  if (!(known instanceof InputError)) throw known;
  process.stderr.write(`quakegate: ${known.message}\n`);
  return 2;
}
