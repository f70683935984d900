import { scaleShape } from "../../evaluation/comparison/scale-shape.ts";
import { windowTerms } from "../../evaluation/comparison/window-terms.ts";
import { ADDITIONAL_COMPARISON_TESTS, COMPARISON_TESTS } from "../../evaluation/registry.ts";
import type { EvaluationGrid } from "../../seismicity/catalog-forecast.ts";
import type { GriddedForecast } from "../../seismicity/forecast.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { sameMagnitudeBins } from "../../seismicity/magnitude-bins.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { forecastOnCells, placesOfCells } from "../../seismicity/same-cells.ts";

/** The named comparison of two gridded forecasts over one window, as a report lists it. */
export function gridComparison(test: string, forecast: GriddedForecast, against: GriddedForecast, observed: ObservedEvents, alpha: number): Readonly<Record<string, unknown>> {
  if (test in ADDITIONAL_COMPARISON_TESTS) return { ...ADDITIONAL_COMPARISON_TESTS[test as keyof typeof ADDITIONAL_COMPARISON_TESTS].run(forecast, against, observed, alpha) };
  const terms = windowTerms(forecast, against, observed);
  const result = COMPARISON_TESTS[test as keyof typeof COMPARISON_TESTS].run(terms, alpha);
  const { scale, shape } = scaleShape([terms]);
  return test === "T" ? { ...result, scale, shape } : { ...result };
}

/** The forecast of `file` with its cells in the order of the grid. @throws InputError unless it has the cells and the magnitude bins of the grid */
export function onSameGrid(forecast: GriddedForecast, { region, magnitudeBins }: EvaluationGrid, file: string): GriddedForecast {
  const places = placesOfCells(region, forecast.region);
  if (forecast.region.cellCount !== region.cellCount || places.includes(-1)) throw new InputError("forecasts on another grid cannot be compared", { file, field: "cells", value: forecast.region.cellCount, expected: `the ${region.cellCount} cells of the first forecast` });
  if (!sameMagnitudeBins(forecast.magnitudeBins, magnitudeBins)) {
    throw new InputError("forecasts with other magnitude bins cannot be compared", {
      file, field: "magnitude bins", value: forecast.magnitudeBins.lowerEdges.length, expected: `the ${magnitudeBins.lowerEdges.length} bins of the first forecast`,
    });
  }
  return forecastOnCells(forecast, region, magnitudeBins, places);
}
