import { z } from "zod";
import { InputError } from "../../seismicity/input-error.ts";
import type { ForecastRequest, JsonValue } from "../contract.ts";
import { isLogarithmic } from "../etas/fit/coordinates.ts";
import type { EtasParameters } from "../etas/parameters.ts";
import { readStoredParameters, storedParametersSchema } from "../etas/stored-parameters.ts";
import type { PooledParameter } from "../etas/pooling/pool-tiles.ts";
import type { TileParameter } from "../etas/pooling/tile-fit.ts";
import { type TileOwners, tileOwners } from "../etas/pooling/tiles.ts";
import { readFittedParameters } from "../fitted-model.ts";
import type { FittedTile, RegionalFit } from "./fit-tiles.ts";
import type { EtasRegionalOptions } from "./options.ts";

/** What forecasting needs of a fitted model; the rest is there for the reader. */
const fittedSchema = z.object({
  regionId: z.string(),
  tiles: z.array(z.object({ name: z.string(), parameters: storedParametersSchema })),
  density: z.array(z.number().nonnegative()),
});

/** A regional fit as it is sealed: weights, estimates, shrunk values and priors of every tile beside its parameters. */
export function describeRegionalFit({ whole, tiles }: RegionalFit, regionId: string, { shrinkage }: EtasRegionalOptions): JsonValue {
  const { fit, background, rounds } = whole.declustered;
  const { mu, cDays, alpha, p, taperDays, DKm, q, gamma } = fit.rate;
  return {
    regionId,
    whole: {
      parameters: { muPerDay: mu, K: finiteOrNull(fit.normalized.K), alpha, cDays, p, taperDays: finiteOrNull(taperDays), DKm, q, gamma, referenceMagnitude: whole.referenceMagnitude, ...whole.magnitudes },
      errors: fit.errors?.estimates.map(({ name, value, standardError }) => ({ name, value, standardError })) ?? null,
      gates: { ...fit.gates },
      atBound: [...fit.atBound],
      logLikelihood: fit.logLikelihood,
      targets: whole.targets.cells.length,
      fittedDays: whole.windowDays,
      rounds,
    },
    priorOnly: tiles.filter(({ priorOnly }) => priorOnly !== null).map(({ tile }) => tile.name),
    tiles: tiles.map((tile) => describeTile(tile, shrinkage.parameters)),
    density: Array.from(background.shares),
  };
}

function describeTile({ tile, regime, targets, priorOnly, priorB, shrunk, b, parameters, branchingRatio }: FittedTile, names: readonly TileParameter[]): JsonValue {
  return {
    name: tile.name,
    regime: regime.name,
    generic: regime.generic,
    targets,
    priorOnly,
    priorB,
    shrinkage: [
      ...shrunk.map((parameter, k) => describeParameter(names[k]! === "K" ? "aftershocks of M0 in the fitted days" : names[k]!, isLogarithmic(names[k]!), parameter)),
      ...(b === null ? [] : [{ ...describeParameter("b", true, b) as { readonly [key: string]: JsonValue }, count: b.count }]),
    ],
    branchingRatio,
    parameters: { ...parameters, taperDays: parameters.taperDays ?? null },
  };
}

/** On the scale of shrinkage: logarithms of positive parameters, of q − 1 for q. */
function describeParameter(parameter: string, logarithmic: boolean, { estimate, standardError, weight, value, valueStandardError, prior }: PooledParameter): JsonValue {
  return { parameter, scale: logarithmic ? "log" : "natural", estimate, standardError, weight, value, valueStandardError, prior: { ...prior } };
}

/**
 * Parameters and owners of a request's fitted model.
 *
 * @throws InputError when there is none, or it belongs to another forecaster, region or division into tiles
 */
export function readRegionalFit(id: string, version: string, request: ForecastRequest, options: EtasRegionalOptions): { readonly owners: TileOwners; readonly parameters: readonly EtasParameters[]; readonly density: Float64Array } {
  const { tiles, density } = readFittedParameters(fittedSchema, id, version, request);
  const owners = tileOwners(request.region, options.tiles.degrees);
  const names = owners.tiles.map(({ name }) => name).join(" ");
  if (names !== tiles.map(({ name }) => name).join(" ")) throw new InputError("model was fitted with other tiles", { field: id, value: tiles.map(({ name }) => name), expected: names });
  return {
    owners,
    parameters: tiles.map(({ parameters }) => readStoredParameters(parameters)),
    density: Float64Array.from(density),
  };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
