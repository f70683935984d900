import { basename } from "node:path";
import { type GriddedFileReading, isSealed, readGriddedFile } from "../../formats/gridded-file.ts";
import { GRIDDED_TARGETS, type GriddedTarget, writeGridded } from "../../formats/gridded-targets.ts";
import { writeOutput } from "../../formats/output-file.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import { type GriddedForecast, totalExpectedCount } from "../../seismicity/forecast.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { sameMagnitudeBins } from "../../seismicity/magnitude-bins.ts";
import { type Region, sameRegion } from "../../seismicity/region.ts";
import type { ConvertReport, ConvertRequest } from "../convert-file.ts";
import { type Experiment, loadExperiment } from "../load-experiment.ts";
import { checkSealed } from "./check-sealed.ts";
import { griddedOfMixture, isMixtureFile } from "./mixture.ts";

/** Writes a gridded forecast as the first of the formats that has a place for its cells. */
export async function convertGridded(request: ConvertRequest, targets: readonly string[]): Promise<ConvertReport> {
  const { input, output, force, depthRangeKm, period, workspace } = request;
  const experiment = workspace === undefined ? undefined : loadExperiment(workspace);
  if (workspace !== undefined && isSealed(input)) checkSealed(input, workspace);
  const reading = isMixtureFile(input) ? griddedOfMixture(input, workspace) : await readGriddedFile(input, experiment?.region);
  const { forecast, maskedCells } = reading;
  const depths = depthRangeKm ?? reading.depthRangeKm ?? depthsOf(reading, experiment);
  const time = period ?? reading.period;
  const target = chooseTarget(targets, forecast);
  const { bytes, losses } = await writeGridded(target, {
    forecast, modelName: reading.modelName ?? basename(input),
    ...(depths === undefined ? {} : { depthRangeKm: depths }), ...(time === undefined ? {} : { period: time }), ...(reading.header === undefined ? {} : { header: reading.header }),
  });
  await writeOutput(output, force, async (file) => {
    file.write(bytes);
    await checkWritten(file.temporary, target, forecast, experiment?.region, output);
  });
  return {
    input, output, from: reading.format, to: target.id, sha256: sha256Hex(bytes),
    counts: { cells: forecast.region.cellCount, magnitudeBins: forecast.magnitudeBins.lowerEdges.length, expected: totalExpectedCount(forecast) },
    notes: [
      ...reading.notes,
      ...(maskedCells > 0 ? [`${maskedCells} masked cells of the input are left out, as they are no part of the forecast`] : []),
      ...(reading.format === "csep-dat" || reading.format === "quadtree-dat" ? ["the last magnitude bin of the input is taken as open"] : []),
      ...losses,
    ],
  };
}

function chooseTarget(ids: readonly string[], { region }: GriddedForecast): GriddedTarget {
  const targets = GRIDDED_TARGETS.filter(({ id }) => ids.includes(id));
  const shape = region.quadkeys === undefined ? "squares" : "tiles";
  return targets.find(({ cells }) => cells === "any" || cells === shape) ?? targets[0]!;
}

function depthsOf({ format }: GriddedFileReading, experiment: Experiment | undefined): ConvertRequest["depthRangeKm"] {
  return format === "sealed" ? experiment?.file.depthKm : undefined;
}

/** @throws InputError unless the file that was written holds the same forecast */
async function checkWritten(temporary: string, target: GriddedTarget, forecast: GriddedForecast, region: Region | undefined, output: string): Promise<void> {
  const refuse = (what: string): never => {
    throw new InputError(`${target.id} cannot hold this forecast without change`, { file: output, field: what, expected: "the same when read back" });
  };
  const back = await readGriddedFile(temporary, region).catch((error: unknown): never => {
    if (!(error instanceof InputError)) throw error;
    const { file: _, ...details } = error.details;
    throw new InputError(`${target.id} cannot hold this forecast: ${error.problem}`, { file: output, ...details });
  });
  if (back.format !== target.id) refuse("format");
  if (!sameRegion(back.forecast.region, forecast.region) || back.forecast.region.quadkeys?.join() !== forecast.region.quadkeys?.join()) refuse("cells");
  if (!sameMagnitudeBins(back.forecast.magnitudeBins, forecast.magnitudeBins)) refuse("magnitude bins");
  if (!back.forecast.expectedCounts.every((count, place) => count === forecast.expectedCounts[place])) refuse("expected counts");
}
