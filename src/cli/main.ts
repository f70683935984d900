#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { readFileSync } from "node:fs";
import { InputError } from "../seismicity/input-error.ts";
import { testCommand } from "./test.ts";
import { workspaceCommands } from "./workspace-commands.ts";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };

const program = new Command("quakegate")
  .description("Prospective evaluation of earthquake forecasts: probabilities against reality, never predictions.")
  .version(version)
  .exitOverride()
  .addCommand(testCommand());
for (const command of workspaceCommands()) program.addCommand(command);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

/** 0 done, 2 bad input; what is neither is a fault of ours and is shown whole. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (!(error instanceof InputError)) throw error;
  process.stderr.write(`quakegate: ${error.message}\n`);
  return 2;
}
