import { Command } from "commander";
import { bvalueCommand } from "./catalog/bvalue.ts";
import { completenessCommand } from "./catalog/completeness.ts";
import { declusterCommand } from "./catalog/decluster.ts";
import { homogeniseCommand } from "./catalog/homogenise.ts";
import { inspectCommand } from "./catalog/inspect.ts";

/** `quakegate catalog …`: commands on one catalog file, outside any workspace. */
export function catalogCommand(): Command {
  const command = new Command("catalog").description("inspect a catalog file, estimate its completeness and b-value, decluster it, bring it to one magnitude scale").exitOverride();
  for (const part of [inspectCommand, completenessCommand, bvalueCommand, declusterCommand, homogeniseCommand]) command.addCommand(part());
  return command;
}
