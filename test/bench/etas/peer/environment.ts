import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ENVIRONMENT = fileURLToPath(new URL("../../../../node_modules/.cache/quakegate-etas-peer", import.meta.url));
const REQUIREMENTS = fileURLToPath(new URL("requirements.txt", import.meta.url));

/** `lmizrahi/etas` 3.0.0; the package is on no index. */
const COMMIT = "097f08b69a4f06f9c38d14799dedfbd4543144e3";
const REPOSITORY = `git+https://github.com/lmizrahi/etas@${COMMIT}`;
/** Environment variable that names a folder with the package's source, used in place of its repository. */
export const PEER_SOURCE = "QUAKEGATE_ETAS_PEER_SOURCE";

export type EtasPeer = { readonly python: string; readonly said: string } | { readonly missing: string };

/**
 * A virtual environment with `lmizrahi/etas` and pinned requirements, made at first use: from the folder that
 * `QUAKEGATE_ETAS_PEER_SOURCE` names, else from the package's repository at the pinned commit; otherwise why there is none.
 */
export function etasPeer(): EtasPeer {
  const folder = process.env[PEER_SOURCE];
  if (folder !== undefined && !existsSync(folder)) return { missing: `${PEER_SOURCE} names ${folder}, which is not there` };
  const source = folder ?? REPOSITORY;
  const python = join(ENVIRONMENT, "bin", "python");
  const wanted = `${source}\n${readFileSync(REQUIREMENTS, "utf8")}`;
  const ready = join(ENVIRONMENT, "ready");
  // A folder can have changed since.
  const made = folder === undefined && existsSync(ready) && readFileSync(ready, "utf8") === wanted;
  if (!made) {
    console.log(`installing lmizrahi/etas into a virtual environment from ${folder === undefined ? REPOSITORY : `the folder of ${PEER_SOURCE}`}`);
    mkdirSync(ENVIRONMENT, { recursive: true });
    const pip = (...args: string[]): [string, string[]] => [python, ["-m", "pip", "install", "--quiet", ...args]];
    // It asks for Python 3.12 and runs on 3.11 just as well.
    const steps: [string, string[]][] = [["python3", ["-m", "venv", ENVIRONMENT]], pip("-r", REQUIREMENTS), pip("--no-deps", "--force-reinstall", "--ignore-requires-python", source)];
    for (const [program, args] of steps) {
      const { status, stderr, error } = spawnSync(program, args, { encoding: "utf8", env: { ...process.env, GIT_TERMINAL_PROMPT: "0" } });
      if (status !== 0) return { missing: (error?.message ?? reasonIn(stderr)) || `${program} ended with ${status}` };
    }
    writeFileSync(ready, wanted);
  }
  const { stdout } = spawnSync(python, ["-c", "import sys, importlib.metadata as m; print(f\"lmizrahi/etas {m.version('etas')}, Python {sys.version.split()[0]}, \" + ', '.join(f'{p} {m.version(p)}' for p in ('numpy', 'scipy', 'pandas')))"], { encoding: "utf8" });
  return { python, said: `${stdout.trim()}, from ${folder === undefined ? `commit ${COMMIT}` : `the folder of ${PEER_SOURCE}`}` };
}

/** The line that says why, of pip's and git's many. */
function reasonIn(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.find((line) => /^fatal: /.test(line)) ?? lines.find((line) => /^(ERROR|error): /.test(line)) ?? lines.at(-1)!;
}
