import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { namedStream } from "../../src/numerics/random/named-stream.ts";
import { formatInstant } from "../../src/seismicity/time.ts";
import { builtInRegion } from "../../src/seismicity/regions/registry.ts";

const GIGABYTES = Number(process.env["GIGABYTES"] ?? 5);
const CATALOGS = 10_000;
const EVALUATE = fileURLToPath(new URL("huge-catalog-forecast/evaluate.ts", import.meta.url));

/**
 * Evaluates a file of 5 GB of simulated catalogs (GIGABYTES=n for another size) and prints the peak memory of the process that
 * does it: it must not grow with the file.
 */
export function benchHugeCatalogForecast(): void {
  const folder = mkdtempSync(join(tmpdir(), "quakegate-huge-"));
  try {
    const file = join(folder, "catalogs.csv");
    writeCatalogs(file);
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", EVALUATE, file, String(CATALOGS)], { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    console.log(`${(statSync(file).size / 2 ** 30).toFixed(2)} GiB, ${CATALOGS} catalogs\n${stdout.trim()}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeCatalogs(file: string): void {
  const region = builtInRegion("california-relm");
  const stream = namedStream("bench", "huge");
  const rows = Array.from({ length: 4096 }, (_, index) => {
    const cell = Math.floor(stream.nextDouble() * region.cellCount);
    const longitude = (region.west[cell]! + 0.1 * stream.nextDouble()).toFixed(4);
    const latitude = (region.south[cell]! + 0.1 * stream.nextDouble()).toFixed(4);
    const magnitude = (4.95 - Math.log10(1 - stream.nextDouble())).toFixed(2);
    return `${longitude},${latitude},${magnitude},${formatInstant(Date.UTC(2020, 0, 1) + index * 7_000_003).slice(0, -1)},${(20 * stream.nextDouble()).toFixed(1)},`;
  });
  const bytesPerRow = rows.reduce((total, row) => total + row.length, 0) / rows.length + 8;
  const events = Math.round((GIGABYTES * 2 ** 30) / bytesPerRow / CATALOGS);
  const descriptor = openSync(file, "w");
  for (let id = 0; id < CATALOGS; id++) {
    const lines: string[] = [];
    for (let event = 0; event < events; event++) lines.push(rows[(event * 31 + id * 17) % rows.length]!);
    writeSync(descriptor, `${lines.join(`${id},e\n`)}${id},e\n`);
  }
  closeSync(descriptor);
}
