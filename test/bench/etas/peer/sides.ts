import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EtasGates } from "../../../../src/forecasters/etas/fit/gates.ts";
import type { PeerJob, Theta } from "../reference-problems.ts";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const PEER = fileURLToPath(new URL("peer.py", import.meta.url));
const OURS = fileURLToPath(new URL("ours.ts", import.meta.url));

/** Of one step of a side's process: CPU seconds over all threads, seconds of the clock, and the process's peak memory so far. */
export interface Effort {
  readonly cpu: number;
  readonly wall: number;
  readonly peakMb: number;
}

export interface PeerRun {
  readonly prepare: Effort & { readonly pairs: number; readonly sources: number; readonly targets: number; readonly beta: number };
  readonly invert: Effort & { readonly theta: Theta; readonly iterations: number; readonly nHat: number };
  readonly simulate?: Effort & { readonly catalogs: number; readonly events: number; readonly squares: number };
}

export interface OurFit extends Effort {
  readonly taper: boolean;
  readonly logLikelihood: number;
  readonly testScore: number;
  readonly state: string;
  readonly largestGradient: number;
  readonly atBound: readonly string[];
  readonly evaluations: { readonly allPairs: number; readonly sampledPairs: number };
  /** null: infinite. */
  readonly branchingRatio: number | null;
  readonly gates: EtasGates;
  readonly residuals: { readonly times: number; readonly gaps: number };
  readonly estimates: readonly { readonly name: string; readonly value: number; readonly standardError: number; readonly interval: readonly [number, number] }[];
}

export interface OurRun {
  readonly fit: OurFit;
  /** `squares`: sum of the squared numbers of events. */
  readonly simulate?: Effort & { readonly catalogs: number; readonly events: number; readonly squares: number };
}

/** What our process is asked: which reference problem, and how many one-day catalogs from its fit. */
export interface OurJob {
  readonly problem: "example" | "SanJac_10";
  readonly taper: boolean;
  readonly simulations: number;
}

/** A fit, and catalogs from it, in a process of its own. */
export function runOurs(job: OurJob): OurRun {
  return byJob(run("node", ["--import", "tsx", OURS], job)) as unknown as OurRun;
}

/** The same by the peer. */
export function runPeer(python: string, job: PeerJob & { readonly simulations: number }): PeerRun {
  return byJob(run(python, [PEER], { ...job, days: 1 })) as unknown as PeerRun;
}

function byJob(lines: readonly { readonly job: string }[]): Record<string, unknown> {
  return Object.fromEntries(lines.map((line) => [line.job, line]));
}

function run(program: string, args: readonly string[], job: object): { readonly job: string }[] {
  const folder = mkdtempSync(join(tmpdir(), "quakegate-etas-"));
  try {
    const file = join(folder, "job.json");
    writeFileSync(file, JSON.stringify(job));
    const { status, stdout, stderr } = spawnSync(program, [...args, file], { cwd: ROOT, encoding: "utf8", maxBuffer: 1 << 26 });
    if (status !== 0) throw new Error(`${program} ${args.join(" ")} failed: ${stderr.slice(-2000)}`);
    return stdout.trim().split("\n").map((line) => JSON.parse(line) as { readonly job: string });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
