import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CATALOG_TESTS } from "../../src/evaluation/catalog-based/registry.ts";
import { writeCsepCatalogCsv } from "../../src/formats/csep-catalog-csv.ts";
import { writeCatalogForecastCsv } from "../../src/formats/catalog-forecast-writing.ts";
import { writeCsepDat } from "../../src/formats/gridded-writing.ts";
import { formatTable } from "./cpu-time.ts";
import type { JobLine, Jobs } from "./peer/jobs.ts";
import { catalogAtCentres, syntheticCatalogs, syntheticEvents, syntheticForecast } from "./synthetic-forecast.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PEER = fileURLToPath(new URL("peer", import.meta.url));
const ENVIRONMENT = join(ROOT, "node_modules", ".cache", "quakegate-peer");

/** Simulations that both sides are asked for: the peer's slowest tests get fewer, and all its times are scaled to these. */
const SIMULATIONS = 10_000;
const CATALOGS = 10_000;
const PEER_SIMULATIONS: Readonly<Record<string, number>> = { S: 10_000, M: 10_000, L: 1000, CL: 1000, "binary-S": 500, "binary-CL": 60, Brier: 60 };

/**
 * The same work by pyCSEP and here, each in a process of its own, one after the other in one run: CPU seconds inside the
 * process, after runs that warm caches and compilers (ten here, one there): the median of five runs here, of three
 * there where one takes less than a second. Peak memory is of the whole process. pyCSEP comes from PyPI into a virtual environment, pinned.
 */
export function benchPycsep(): void {
  const python = peerEnvironment();
  const folder = mkdtempSync(join(tmpdir(), "quakegate-bench-"));
  try {
    const { forecast, catalogs } = writeInputs(folder);
    const jobsWith = (simulations: (test: string) => number): Jobs => ({
      forecast,
      jobs: Object.keys(PEER_SIMULATIONS).flatMap((test) => catalogs.map(({ events, file }) => ({ test, events, catalog: file, simulations: simulations(test) }))),
    });
    const ours = runSide("node", ["--import", "tsx", join(PEER, "ours.ts")], jobsWith(() => SIMULATIONS), folder);
    const theirs = runSide(python, [join(PEER, "peer.py")], jobsWith((test) => PEER_SIMULATIONS[test]!), folder);
    console.log(formatTable([
      ["7682 x 41, 10,000 simulations", "events", "ours CPU s", "pyCSEP CPU s", "of simulations", "ratio", "ours quantile", "pyCSEP quantile"],
      ...theirs.map((line, index): string[] => {
        const own = ours[index]!;
        const seconds = line.simulations === undefined ? line.seconds : (line.seconds * SIMULATIONS) / line.simulations;
        return [line.job, String(line.events ?? ""), own.seconds.toFixed(4), seconds.toFixed(3), String(line.simulations ?? ""), `${(seconds / own.seconds).toFixed(0)}x`, figure(own.quantile), figure(line.quantile)];
      }),
    ]));
    console.log(`peak memory, gridded: ours ${ours.at(-1)!.peakMb.toFixed(0)} MB, pyCSEP ${theirs.at(-1)!.peakMb.toFixed(0)} MB`);
    benchCatalogForecast(python, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A catalog-based forecast of 10,000 catalogs with about 30 events each, read and put to every test. */
function benchCatalogForecast(python: string, folder: string): void {
  const model = syntheticForecast(30);
  const file = join(folder, "catalogs.csv");
  writeFileSync(file, [...writeCatalogForecastCsv(syntheticCatalogs(model, CATALOGS))].join(""));
  const observed = join(folder, "observed.csv");
  writeFileSync(observed, writeCsepCatalogCsv(catalogAtCentres(model, syntheticEvents(model, 30))));
  const jobs: Jobs = { catalogForecast: { file, catalogs: CATALOGS, observed, magnitudes: [4.95, 8.95, 0.1], tests: Object.keys(CATALOG_TESTS) } };
  const ours = runSide("node", ["--import", "tsx", join(PEER, "ours.ts")], jobs, folder);
  const theirs = runSide(python, [join(PEER, "peer.py")], jobs, folder);
  const total = (lines: readonly JobLine[]): number => lines.reduce((sum, line) => sum + line.seconds, 0);
  const rows = theirs.map((line, index): string[] => [line.job, ours[index]!.seconds.toFixed(4), line.seconds.toFixed(3), `${(line.seconds / ours[index]!.seconds).toFixed(0)}x`, figure(ours[index]!.quantile), figure(line.quantile)]);
  console.log(`\n${formatTable([
    ["10,000 simulated catalogs", "ours CPU s", "pyCSEP CPU s", "ratio", "ours delta1, delta2", "pyCSEP delta1, delta2"],
    ...rows,
    ["the whole suite", total(ours).toFixed(3), total(theirs).toFixed(3), `${(total(theirs) / total(ours)).toFixed(0)}x`, "", ""],
  ])}`);
  console.log(`peak memory, catalog-based: ours ${ours.at(-1)!.peakMb.toFixed(0)} MB, pyCSEP ${theirs.at(-1)!.peakMb.toFixed(0)} MB`);
}

function figure(quantile: JobLine["quantile"]): string {
  return quantile === undefined ? "" : [quantile].flat().map((value) => value.toFixed(3)).join(" ");
}

function writeInputs(folder: string): { forecast: string; catalogs: { events: number; file: string }[] } {
  const model = syntheticForecast(40);
  const forecast = join(folder, "forecast.dat");
  writeFileSync(forecast, writeCsepDat(model, { min: 0, max: 30 }));
  const catalogs = [40, 500, 5000].map((events) => {
    const file = join(folder, `catalog-${events}.csv`);
    writeFileSync(file, writeCsepCatalogCsv(catalogAtCentres(model, syntheticEvents(model, events))));
    return { events, file };
  });
  return { forecast, catalogs };
}

function runSide(program: string, args: readonly string[], jobs: Jobs, folder: string): JobLine[] {
  const file = join(folder, "jobs.json");
  writeFileSync(file, JSON.stringify(jobs));
  const { status, stdout, stderr } = spawnSync(program, [...args, file], { cwd: ROOT, encoding: "utf8", maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} failed: ${stderr.slice(-2000)}`);
  return stdout.trim().split("\n").map((line) => JSON.parse(line) as JobLine);
}

/** The peer's Python, installed at first use. */
function peerEnvironment(): string {
  const python = join(ENVIRONMENT, "bin", "python");
  if (!existsSync(join(ENVIRONMENT, "ready"))) {
    console.log("installing pyCSEP into a virtual environment");
    mkdirSync(ENVIRONMENT, { recursive: true });
    for (const [program, args] of [["python3", ["-m", "venv", ENVIRONMENT]], [python, ["-m", "pip", "install", "--quiet", "-r", join(PEER, "requirements.txt")]]] as const) {
      const { status, stderr } = spawnSync(program, args, { encoding: "utf8" });
      if (status !== 0) throw new Error(`${program} ${args.join(" ")} failed: ${stderr.slice(-2000)}`);
    }
    writeFileSync(join(ENVIRONMENT, "ready"), "");
  }
  return python;
}
