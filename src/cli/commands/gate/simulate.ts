import { Command } from "commander";
import { builtInPolicy } from "../../../experiment/gate/built-in-policies.ts";
import { studyWorlds } from "../../../experiment/gate/worlds/study-worlds.ts";
import { simulatePolicy } from "../../../experiment/gate/simulate-policy.ts";
import { POLICY_NAMES } from "../../../gate/policy.ts";
import { writeFileAtomically } from "../../../ledger/artifact-store.ts";
import { type WorldsChallenger, worldsAnswer } from "../../../publish/gate-report/worlds-section.ts";
import { positiveInteger } from "../../arguments.ts";
import { terminalProgress } from "../../progress.ts";
import { print } from "../../workspace-command.ts";
import { workersOption } from "../workers-option.ts";
import { readPolicy } from "./policy.ts";

interface Options {
  policy: string;
  replicas: number;
  windows: number;
  seed: string;
  worlds?: number;
  workers: number;
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
    .option("--worlds <count>", "also live through so many worlds of simulated earthquakes, catalog to decision: some seconds each, faster with TMPDIR in memory", positiveInteger("--worlds"))
    .addOption(workersOption())
    .option("-o, --output <file>", "HTML page to write")
    .option("--json", "machine-readable")
    .exitOverride()
    .action(async ({ policy: asked, replicas, windows, seed, worlds, workers, output, json }: Options) => {
      const policy = (POLICY_NAMES as readonly string[]).includes(asked) ? builtInPolicy(asked) : readPolicy(asked);
      const { view, answer, html } = simulatePolicy(policy, { replicas, windows, seed }, worlds === undefined ? undefined : await studyWorlds(policy, { worlds, windows, seed }, workers, terminalProgress()));
      if (output !== undefined) writeFileAtomically(output, html);
      const percent = (rate: number): string => `${(100 * rate).toFixed(1)} %`.padStart(8);
      const rows = view.figures.filter(({ rule }) => rule === "the policy").map(({ world, wanted, rate, medianWindow }) => {
        const weekly = view.figures.find((figure) => figure.world === world && figure.rule === "T, weekly")!;
        return `${percent(rate)} (T weekly ${percent(weekly.rate).trim()})  ${world}: should ${wanted}${Number.isNaN(medianWindow) ? "" : `, median window ${medianWindow}`}`;
      });
      const lived = view.fullStack === undefined ? [] : ["worlds that were lived through:", worldsAnswer(view.fullStack), ...view.fullStack.challengers.map(challengerLine)];
      print(json === undefined ? {} : { json }, { json: view, text: [answer, "shipped, of all runs:", ...rows, ...lived, ...(output === undefined ? [] : [`page ${output}`])] });
    });
}

/** How one challenger of the worlds fared, and what stopped it most often. */
function challengerLine({ challenger, passed, worlds, lower, upper, medianWindow, reasons }: WorldsChallenger): string {
  const share = (value: number): string => (100 * value).toFixed(1);
  const stopped = reasons.slice(0, 3).map(({ code, worlds: count }) => `${code} in ${count}`).join(", ");
  return `${share(passed / worlds)} % (${share(lower)} to ${share(upper)})  ${challenger}${medianWindow === null ? "" : `, median window ${Math.round(medianWindow)}`}${stopped === "" ? "" : `; stopped by ${stopped}`}`;
}
