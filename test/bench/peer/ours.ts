import { readFileSync } from "node:fs";
import { ADDITIONAL_CONSISTENCY_TESTS, type AdditionalConsistencyTest, CONSISTENCY_TESTS, type ConsistencyTest } from "../../../src/evaluation/registry.ts";
import { readCatalogText } from "../../../src/formats/catalog-registry.ts";
import { readGriddedText } from "../../../src/formats/gridded-registry.ts";
import { readTextFile } from "../../../src/formats/text-file.ts";
import { createCatalog } from "../../../src/seismicity/catalog.ts";
import { gridCatalog } from "../../../src/seismicity/observed-counts.ts";
import type { JobLine, Jobs } from "./jobs.ts";

const TESTS: Readonly<Record<string, ConsistencyTest | AdditionalConsistencyTest>> = { ...CONSISTENCY_TESTS, ...ADDITIONAL_CONSISTENCY_TESTS };

/** Our side of the benchmark against the peer: the same jobs in a process of their own. */
const spec = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as Jobs;

function timed<T>(work: () => T): { seconds: number; result: T } {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (user + system) / 1e6, result };
}

function say(line: Omit<JobLine, "peakMb">): void {
  console.log(JSON.stringify({ ...line, peakMb: process.resourceUsage().maxRSS / 1024 }));
}

if (spec.forecast !== undefined) {
  const file = spec.forecast;
  const read = timed(() => readGriddedText(readTextFile(file).text, file).forecast);
  say({ job: "read forecast", seconds: read.seconds });
  const forecast = read.result;
  for (const { test, catalog, events, simulations } of spec.jobs ?? []) {
    const rows = readCatalogText(readTextFile(catalog).text, catalog).rows;
    const observed = gridCatalog(createCatalog(rows.map((row) => row.event)), forecast.region, forecast.magnitudeBins);
    const run = (): unknown => TESTS[test]!.run({ forecast, observed, simulations, seedNames: ["bench"] });
    run();
    const { seconds, result } = timed(run);
    say({ job: test, events, simulations, seconds, quantile: (result as { quantile?: number }).quantile ?? Number.NaN });
  }
}
