import { cellResiduals } from "../../evaluation/residuals/cell-residuals.ts";
import type { ResidualView } from "../model.ts";
import type { ScoredCells } from "./scored-cells.ts";

/** Where one model expected too few or too many earthquakes, and where it gained on the references, over all its scored windows. */
export function residualView(model: string, { pooled, gains }: ScoredCells): ResidualView {
  const { cellSizeDegrees, bounds, west, south } = pooled.forecast.region;
  const { counts, expected, deviance } = cellResiduals(pooled.forecast, pooled.observed);
  return { model, windows: pooled.windows, events: pooled.observed.count, cellSizeDegrees, bounds, west, south, counts, expected, deviance, gains };
}
