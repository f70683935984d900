import { summariseCatalogs } from "../../../src/evaluation/catalog-based/catalog-summary.ts";
import { CATALOG_TESTS } from "../../../src/evaluation/catalog-based/registry.ts";
import { openCatalogForecast } from "../../../src/formats/catalog-forecast-registry.ts";
import { createMagnitudeBins } from "../../../src/seismicity/magnitude-bins.ts";
import { builtInRegion } from "../../../src/seismicity/regions/registry.ts";
import { syntheticEvents, syntheticForecast } from "../synthetic-forecast.ts";

/** Every catalog-based test on one file, in a process whose peak memory is then its own. */
const [file, statedCount] = process.argv.slice(2) as [string, string];
const started = process.cpuUsage();
const grid = { region: builtInRegion("california-relm"), magnitudeBins: createMagnitudeBins(4.95, 8.95, 0.1) };
const summary = summariseCatalogs(openCatalogForecast(file, { statedCount: Number(statedCount) }), grid);
const observed = syntheticEvents(syntheticForecast(40), 40);
const results = Object.values(CATALOG_TESTS).map((test) => test.run({ summary, observed, simulations: 10_000, seedNames: ["bench"] }));
const { user, system } = process.cpuUsage(started);
console.log(results.map(({ test, pValue }) => `${test} p ${pValue.toPrecision(3)}`).join(", "));
console.log(`${summary.catalogCount} catalogs, ${summary.eventCount} events, ${((user + system) / 1e6).toFixed(1)} CPU s, peak ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
