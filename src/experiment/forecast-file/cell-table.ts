import type { EtasForecastView } from "../../publish/catalog-report/etas-forecast-report.ts";

/**
 * A forecast cell by cell as CSV, every cell a row: its sides in degrees, events expected from the lowest magnitude on in the window
 * and in the long term, and for each magnitude M the probability of an event (`p_M`) with its bounds by the number of catalogs and what
 * it is in the long term. Where no catalog has an event the probability reads 0 and its upper bound does not.
 */
export function cellTable({ region, cells, exceedances }: Pick<EtasForecastView, "region" | "cells" | "exceedances">): string {
  const { west, south, east, north } = region;
  const header = ["west", "south", "east", "north", "expected", "long_term_expected", ...exceedances.flatMap(({ magnitude }) => [`p_${magnitude}`, `p_${magnitude}_lower`, `p_${magnitude}_upper`, `p_${magnitude}_long_term`])];
  const rows = cells.map(({ cell, expected, longTermExpected, exceedances: ofCell }) => [
    west[cell]!, south[cell]!, east[cell]!, north[cell]!, expected, longTermExpected,
    ...ofCell.flatMap(({ probability, lower, upper, longTerm }) => [probability, lower, upper, longTerm]),
  ].join(","));
  return `${[header.join(","), ...rows].join("\n")}\n`;
}
