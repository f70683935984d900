import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The built program; QUAKEGATE_MAIN names another build of it. */
export const MAIN: string = process.env["QUAKEGATE_MAIN"] ?? fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly text: string;
}

/** Runs the program as a process of its own. */
export function quakegate(...values: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, ...values], { stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    child.stdout.on("data", (part: Buffer) => (text += part.toString("utf8")));
    child.stderr.on("data", (part: Buffer) => (text += part.toString("utf8")));
    child.on("close", (code) => resolve({ code, text }));
  });
}

/** Whether this system lets a process have mounts of its own. */
export const canMount: boolean = spawnSync("unshare", ["-rm", "sh", "-c", "mount -t tmpfs -o size=1m tmpfs /mnt"], { stdio: "ignore" }).status === 0;

/** Runs a shell script that has mounts of its own; they end with it. `$MAIN` and `$NODE` are the program and what runs it. */
export function withMounts(script: string, variables: Readonly<Record<string, string>>): Ended {
  const { status, stdout, stderr } = spawnSync("unshare", ["-rm", "sh", "-c", script], { encoding: "utf8", env: { ...process.env, ...variables, MAIN, NODE: process.execPath } });
  return { code: status, text: stdout + stderr };
}
