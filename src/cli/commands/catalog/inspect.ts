import { Command } from "commander";
import { encodeNumbers } from "../../../evaluation/json-number.ts";
import { inspectCatalog } from "../../../experiment/catalog-tools/inspect.ts";
import { readCatalogFile } from "../../../experiment/catalog-tools/read-catalog.ts";
import { DUPLICATE_BOUNDS } from "../../../experiment/catalog-tools/suspected-duplicates.ts";
import { writeFiles } from "../../../experiment/catalog-tools/write-files.ts";
import { inspectionPage } from "../../../publish/catalog-report/inspection-page.ts";
import { renderCatalogReport } from "../../../publish/catalog-report/render-page.ts";
import type { CatalogInspection } from "../../../publish/catalog-report/report.ts";
import { binsInWords } from "../../../seismicity/frequency-magnitude/distribution.ts";
import { stepInWords } from "../../../seismicity/frequency-magnitude/rounding-report.ts";
import { terminalProgress } from "../../progress.ts";
import { print } from "../../workspace-command.ts";
import { fileRequest, instant, places, type SharedOptions, sourceInWords, withSharedOptions } from "./shared-options.ts";

/** `quakegate catalog inspect FILE`: what stands in a catalog, and what in it looks wrong. */
export function inspectCommand(): Command {
  return withSharedOptions(new Command("inspect").description("what stands in a catalog, and what in it looks wrong; nothing is changed"))
    .action(async (file: string, options: SharedOptions) => {
      const progress = terminalProgress();
      const inspection = await writeFiles([file], { html: options.html }, options.force, async () => {
        // Looking at bad rows is what this command is for; the others refuse them.
        const read = readCatalogFile(fileRequest(file, { ...options, skipRejected: true }));
        progress("inspecting", 1, 3);
        const result = inspectCatalog(read);
        progress("inspecting", 2, 3);
        const html = options.html === undefined ? "" : renderCatalogReport(await inspectionPage(result, read.catalog));
        progress("inspecting", 3, 3);
        return { result, texts: { html } };
      });
      print(options, { json: encodeNumbers(inspection), text: inWords(inspection) });
    });
}

function inWords(inspection: CatalogInspection): string[] {
  const { source, magnitude, magnitudeTypes, depthKm, rounding, duplicates, gaps, years, hours, largest, bounds } = inspection;
  const busiest = hours.indexOf(Math.max(...hours));
  const empty = years.filter(({ count }) => count === 0).map(({ year }) => year);
  return [
    ...sourceInWords(source),
    `rows: ${source.rows} read, ${source.rejected.reduce((total, { count }) => total + count, 0)} rejected`,
    ...source.rejected.map(({ count, example, lines }) => `  rejected ${count}: ${example} (lines ${lines.join(", ")}${count > lines.length ? ", …" : ""})`),
    ...source.repeatedIds.slice(0, 5).map(({ id, keptLine, droppedLine }) => `  id ${id} twice: line ${keptLine} is kept, line ${droppedLine} left out`),
    `place: longitude ${longitudesInWords(bounds)}, latitude ${bounds.south} to ${bounds.north}`,
    `magnitude: ${magnitude.lowest} to ${magnitude.highest}; types ${magnitudeTypes.map(({ type, count }) => `${type === "" ? "not stated" : type} ${count}`).join(", ")}`,
    depthInWords(depthKm, source.events),
    `rounding of magnitudes: ${stepInWords(rounding, String)}; ${binsInWords(rounding)} fit`,
    ...rounding.warnings.map((warning) => `  look at this: ${warning}`),
    `duplicates suspected (within ${DUPLICATE_BOUNDS.seconds} s, ${DUPLICATE_BOUNDS.km} km, ${DUPLICATE_BOUNDS.magnitude} magnitudes): ${duplicates.length} pairs`,
    ...duplicates.slice(0, 5).map(({ firstId, secondId, time, seconds, km }) => `  ${firstId} and ${secondId}, ${instant(time)}: ${seconds} s and ${km.toFixed(1)} km apart`),
    `gaps suspected (no event for longer than the rate before allows): ${gaps.length}`,
    ...gaps.slice(0, 10).map(({ from, to, days }) => `  ${instant(from)} to ${instant(to)}: ${days.toFixed(1)} days`),
    ...(empty.length === 0 ? [] : [`years without any event: ${empty.join(", ")}; missing data is not zero earthquakes`]),
    `busiest hour of the day: ${busiest}:00 to ${busiest + 1}:00 UTC, ${places((100 * hours[busiest]!) / source.events, 2)} % of the events where ${places(100 / 24, 2)} % would be even`,
    `largest: ${largest.slice(0, 5).map((event) => `M ${event.magnitude} ${instant(event.time)}`).join("; ")}`,
    `events by year: ${years.map(({ year, count }) => `${year} ${count}`).join(", ")}`,
    `SHA-256 ${source.sha256}`,
  ];
}

/** `-119.3 to -113.9`; across the date line, where east lies above 180, `from 126.71 E east to 55.62 W`. */
function longitudesInWords({ west, east }: CatalogInspection["bounds"]): string {
  if (east <= 180) return `${west} to ${east}`;
  const named = (longitude: number): string => `${Math.abs(longitude)} ${longitude < 0 ? "W" : "E"}`;
  return `from ${named(west)} east to ${named(Number((east - 360).toFixed(2)))}`;
}

function depthInWords({ shallowest, deepest, missing, commonest, commonestShare }: CatalogInspection["depthKm"], events: number): string {
  if (missing === events) return "depth: not given for any event";
  return `depth: ${places(shallowest, 1)} to ${places(deepest, 1)} km, missing for ${missing}; commonest ${places(commonest, 1)} km (${places(100 * commonestShare, 1)} %)`;
}
