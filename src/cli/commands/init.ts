import { Command } from "commander";
import { initWorkspace } from "../../experiment/init-workspace.ts";
import { print } from "../workspace-command.ts";

export function initCommand(): Command {
  return new Command("init")
    .description("make a workspace with a commented experiment file")
    .argument("<dir>", "directory, made where it is missing")
    .option("--region <name>", "built-in testing region; your own box or polygon goes into the file", "california-relm")
    .option("--json", "machine-readable")
    .exitOverride()
    .action((directory: string, options: { region: string; json?: true }) => {
      const written = initWorkspace({ directory, region: options.region, now: Date.now() });
      print(options, { json: { written }, text: [...written, `Next: edit ${written[0]}, then quakegate import FILE --source catalog --workspace ${directory}`] });
    });
}
