import { Command } from "commander";
import { builtInPolicy } from "../../../experiment/gate/built-in-policies.ts";
import { simulatePolicy } from "../../../experiment/gate/simulate-policy.ts";
import { POLICY_NAMES } from "../../../gate/policy.ts";
import { writeFileAtomically } from "../../../ledger/artifact-store.ts";
import { positiveInteger } from "../../arguments.ts";
import { print } from "../../workspace-command.ts";
import { readPolicy } from "./policy.ts";

interface Options {
  policy: string;
  replicas: number;
  windows: number;
  seed: string;
  output?: string;
  json?: true;
}

export function simulateCommand(): Command {
  return new Command("simulate")
    .description("what a policy does before anybody signs it: false ships, power and time to a decision in simulated worlds")
    .option("--policy <name|file>", "anytime, seed-classic, or a policy document", "anytime")
    .option("--replicas <count>", "simulated contests a world", positiveInteger("--replicas"), 2000)
    .option("--windows <count>", "windows a contest", positiveInteger("--windows"), 104)
    .option("--seed <text>", "name of the random streams", "policy")
    .option("-o, --output <file>", "HTML page to write")
    .option("--json", "machine-readable")
    .exitOverride()
    .action(({ policy: asked, replicas, windows, seed, output, json }: Options) => {
      const policy = (POLICY_NAMES as readonly string[]).includes(asked) ? builtInPolicy(asked) : readPolicy(asked);
      const { view, answer, html } = simulatePolicy(policy, { replicas, windows, seed });
      if (output !== undefined) writeFileAtomically(output, html);
      const percent = (rate: number): string => `${(100 * rate).toFixed(1)} %`.padStart(8);
      const rows = view.figures.filter(({ rule }) => rule === "the policy").map(({ world, wanted, rate, medianWindow }) => {
        const weekly = view.figures.find((figure) => figure.world === world && figure.rule === "T, weekly")!;
        return `${percent(rate)} (T weekly ${percent(weekly.rate).trim()})  ${world}: should ${wanted}${Number.isNaN(medianWindow) ? "" : `, median window ${medianWindow}`}`;
      });
      print(json === undefined ? {} : { json }, { json: view, text: [answer, "shipped, of all runs:", ...rows, ...(output === undefined ? [] : [`page ${output}`])] });
    });
}
