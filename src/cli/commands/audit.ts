import { Command } from "commander";
import { diffCommand } from "./audit/diff.ts";
import { replayCommand } from "./audit/replay.ts";
import { whatIfCommand } from "./audit/what-if.ts";

/** `quakegate audit …`: what would have been, and what changed. */
export function auditCommand(): Command {
  const command = new Command("audit").description("compare catalogs as they were known; scores and decisions on a later catalog, or done again").exitOverride();
  for (const part of [diffCommand, whatIfCommand, replayCommand]) command.addCommand(part());
  return command;
}
