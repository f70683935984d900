import { Command } from "commander";
import { experimentJsonSchema } from "../../experiment/schema.ts";

/** `quakegate schema`: for editors that complete and check `experiment.yaml`. */
export function schemaCommand(): Command {
  return new Command("schema")
    .description("print the JSON Schema of experiment.yaml")
    .option("--json", "as always: the schema is JSON")
    .exitOverride()
    .action(() => void process.stdout.write(`${JSON.stringify(experimentJsonSchema(), undefined, 2)}\n`));
}
