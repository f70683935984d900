import { catalogForecastFormatOf } from "../../formats/catalog-forecast-registry.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { CATALOG_FILE_TESTS, testCatalogForecastFile } from "./catalog-forecast-file.ts";
import { GRIDDED_FILE_TESTS, testGriddedFile } from "./gridded-file.ts";
import type { TestFilesReport, TestFilesRequest } from "./request.ts";

/** Every test that files can be put to, by name. */
export const FILE_TESTS: readonly string[] = [...GRIDDED_FILE_TESTS, ...CATALOG_FILE_TESTS.filter((test) => !GRIDDED_FILE_TESTS.includes(test))];

/**
 * Tests a forecast file against a catalog file, outside any workspace. The file itself tells whether the forecast is gridded or
 * a set of simulated catalogs.
 *
 * @throws InputError for files that cannot be read, an unknown test or one for another kind of forecast, forecasts on different
 * grids, T or W without a second forecast, or a catalog whose rows were not all readable
 */
export async function testFiles(request: TestFilesRequest): Promise<TestFilesReport> {
  const format = catalogForecastFormatOf(request.forecast);
  return format === undefined ? testGriddedFile(request) : testCatalogForecastFile(request, format);
}

/** Names from a comma-separated list. @throws InputError for an unknown one */
export function parseTestNames(text: string): string[] {
  return text.split(",").map((part) => {
    const name = part.trim();
    if (!FILE_TESTS.includes(name)) throw new InputError("unknown test", { field: "--tests", value: name, expected: FILE_TESTS.join(", ") });
    return name;
  });
}
