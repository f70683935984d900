import { createMagnitudeBins, type MagnitudeBins } from "../seismicity/magnitude-bins.ts";
import { boxRegion, polygonRegion, type Region } from "../seismicity/region.ts";
import { builtInRegion } from "../seismicity/regions/registry.ts";
import type { ExperimentFile } from "./schema.ts";

/** Where and above which magnitude an experiment forecasts. */
export interface Target {
  readonly region: Region;
  readonly magnitudeBins: MagnitudeBins;
}

/** Builds what the file only names. @throws InputError for an unknown region, a bad box or polygon, or bad magnitude bins. */
export function buildTarget(file: Pick<ExperimentFile, "region" | "magnitudes">): Target {
  const { target, last, width } = file.magnitudes;
  return { region: buildRegion(file.region), magnitudeBins: createMagnitudeBins(target, last, width) };
}

function buildRegion(region: ExperimentFile["region"]): Region {
  if (typeof region === "string") return builtInRegion(region);
  return "box" in region ? boxRegion("box", region.box, region.cellSizeDegrees) : polygonRegion("polygon", region.polygon, region.cellSizeDegrees);
}
