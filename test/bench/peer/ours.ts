import { readFileSync } from "node:fs";
import { ADDITIONAL_CONSISTENCY_TESTS, type AdditionalConsistencyTest, CONSISTENCY_TESTS, type ConsistencyTest } from "../../../src/evaluation/registry.ts";
import { summariseCatalogs } from "../../../src/evaluation/catalog-based/catalog-summary.ts";
import { CATALOG_TESTS } from "../../../src/evaluation/catalog-based/registry.ts";
import { openCatalogForecast } from "../../../src/formats/catalog-forecast-registry.ts";
import { readCatalogText } from "../../../src/formats/catalog-registry.ts";
import { readGriddedText } from "../../../src/formats/gridded-registry.ts";
import { readTextFile } from "../../../src/formats/text-file.ts";
import { createCatalog } from "../../../src/seismicity/catalog.ts";
import { createMagnitudeBins } from "../../../src/seismicity/magnitude-bins.ts";
import { gridCatalog } from "../../../src/seismicity/observed-counts.ts";
import { builtInRegion } from "../../../src/seismicity/regions/registry.ts";
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
    const first = timed(run).seconds;
    for (let warm = 0; warm < 9 && first < 0.3; warm++) run();
    const [{ seconds, result }] = Array.from({ length: 5 }, () => timed(run)).sort((a, b) => a.seconds - b.seconds).slice(2, 3) as [{ seconds: number; result: unknown }];
    say({ job: test, events, simulations, seconds, quantile: (result as { quantile?: number }).quantile ?? Number.NaN });
  }
}

if (spec.catalogForecast !== undefined) {
  const { file, catalogs, observed: observedFile, magnitudes, tests } = spec.catalogForecast;
  const grid = { region: builtInRegion("california-relm"), magnitudeBins: createMagnitudeBins(...magnitudes) };
  const read = timed(() => summariseCatalogs(openCatalogForecast(file, { statedCount: catalogs }), grid));
  say({ job: "read and rates", catalogs, seconds: read.seconds });
  const observed = gridCatalog(createCatalog(readCatalogText(readTextFile(observedFile).text, observedFile).rows.map((row) => row.event)), grid.region, grid.magnitudeBins);
  for (const test of tests) {
    const { seconds, result } = timed(() => CATALOG_TESTS[test as keyof typeof CATALOG_TESTS].run({ summary: read.result, observed, simulations: catalogs, seedNames: ["bench"] }));
    // Beside pyCSEP's own figures: where it drops events that no catalog foresaw, so does this number.
    const { delta1, delta2 } = result.spatial?.pycsep ?? result;
    say({ job: test, catalogs, seconds, quantile: [delta1, delta2] });
  }
}
