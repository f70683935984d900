import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Reproducer, ReproductionFindings, ReproductionRequest } from "./record-reproduction.ts";

/** Longest time that scoring again may take. */
const MAX_MINUTES = 240;

/** What the process is told on its standard input. */
export interface SecondProcessInput {
  readonly workspace: string;
  readonly request: ReproductionRequest;
}

/** What it says on its standard output: what came of it, or a fault of the software, which says nothing of the evidence. */
export type SecondProcessAnswer = Omit<ReproductionFindings, "process"> | { readonly fault: string };

/**
 * Does evidence again in a process of its own, with a database connection of its own: it is told which look, and nothing of what was computed here but
 * digests to compare with. When it gives no answer, something is missing, and nothing is said of the evidence. A fault of the software in it is thrown
 * here, so that the log does not say what nobody found.
 */
export function reproducingInSecondProcess(workspace: string): Reproducer {
  return (request) => {
    const input: SecondProcessInput = { workspace, request };
    const { status, stdout } = spawnSync(process.execPath, [...memoryLimit(), ...processArguments()], { input: JSON.stringify(input), encoding: "utf8", env: ownEnvironment(), timeout: MAX_MINUTES * 60_000, maxBuffer: 1 << 24 });
    const answer = answerIn(stdout);
    if (answer !== undefined && "fault" in answer) throw new Error(`the second process failed: ${answer.fault}`);
    return answer !== undefined ? { ...answer, process: "second process" } : { outcome: "INDETERMINATE.DATA", detail: `the second process gave no answer (exit code ${status ?? "none"})`, process: "second process", checked: {} };
  };
}

/** From a build the process needs nothing; from source it must first load the compiler of TypeScript. */
function processArguments(): string[] {
  if (!import.meta.url.endsWith(".ts")) return [fileURLToPath(new URL("./second-process-main.js", import.meta.url))];
  return ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href, fileURLToPath(new URL("./second-process-main.ts", import.meta.url))];
}

/** The limit that this process was given: the other one does as much. */
function memoryLimit(): string[] {
  return [...process.execArgv, ...(process.env["NODE_OPTIONS"] ?? "").split(" ")].filter((option) => /^--max[-_]old[-_]space[-_]size=/.test(option));
}

/** Where to find programs and temporary files; no keys, and no options that change how a program runs. */
function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SystemRoot"].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}

function answerIn(stdout: string | null): SecondProcessAnswer | undefined {
  try {
    return JSON.parse(stdout ?? "") as SecondProcessAnswer;
  } catch {
    return undefined;
  }
}
