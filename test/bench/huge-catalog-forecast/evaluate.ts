import { summariseCatalogs } from "../../../src/evaluation/catalog-based/catalog-summary.ts";
import { openCatalogForecast } from "../../../src/formats/catalog-forecast-registry.ts";
import { builtInRegion } from "../../../src/seismicity/regions/registry.ts";
import { createMagnitudeBins } from "../../../src/seismicity/magnitude-bins.ts";

const [file, statedCount] = process.argv.slice(2) as [string, string];
const started = process.cpuUsage();
const grid = { region: builtInRegion("california-relm"), magnitudeBins: createMagnitudeBins(4.95, 8.95, 0.1) };
const summary = summariseCatalogs(openCatalogForecast(file, { statedCount: Number(statedCount) }), grid);
const { user, system } = process.cpuUsage(started);
console.log(`${summary.catalogCount} catalogs, ${summary.eventCount} events, ${((user + system) / 1e6).toFixed(1)} CPU s, peak ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
