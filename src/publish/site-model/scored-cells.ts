import { occurrenceForecast } from "../../evaluation/calibration/reliability.ts";
import type { StratifiedWindow } from "../../evaluation/calibration/strata.ts";
import { informationGainMap } from "../../evaluation/residuals/information-gain-map.ts";
import { createCatalog } from "../../seismicity/catalog.ts";
import { type GriddedForecast, spatialCounts } from "../../seismicity/forecast.ts";
import type { MagnitudeBins } from "../../seismicity/magnitude-bins.ts";
import { gridCatalog, type ObservedEvents } from "../../seismicity/observed-counts.ts";
import type { CellGainView } from "../model.ts";
import type { CountedWindow } from "./counted-window.ts";
import { type LedgerIndex, type LedgerIndexInput, readForecast } from "./ledger-index.ts";
import { createGainSplits, type GainSplits } from "./gain-splits.ts";
import { createPool, type PooledForecast } from "./pooled-forecast.ts";

/** What the sealed forecasts of one model's scored windows say cell by cell, all windows together. */
export interface ScoredCells {
  readonly pooled: PooledForecast;
  /** "At least one event" by cell, window by window. */
  readonly occurrences: readonly StratifiedWindow[];
  /** Against each reference but the model itself, over the windows in which both were scored. */
  readonly gains: readonly CellGainView[];
  /** By reference, over the same windows. */
  readonly splits: ReadonlyMap<string, GainSplits>;
}

/** By model id, for models with a scored window. Every sealed forecast is read once; only those of one window are held at a time. */
export function scoredCells(input: LedgerIndexInput & { readonly references: readonly string[]; readonly nullId: string }, index: LedgerIndex, counted: readonly CountedWindow[]): ReadonlyMap<string, ScoredCells> {
  const models = input.models.map(({ id }) => ({ id, pool: createPool(), occurrences: [] as StratifiedWindow[], gains: input.references.filter((reference) => reference !== id).map((reference) => ({ ...gainTally(reference), splits: createGainSplits() })) }));
  for (const window of counted) {
    const observed = observedIn(input, index, window);
    const forecasts = new Map([...window.results.keys()].map((model) => [model, sealedForecast(input, index, window, model)]));
    for (const { id, pool, occurrences, gains } of models) {
      const own = forecasts.get(id);
      if (own === undefined) continue;
      pool.add(own.forecast, observed, [own.digest, window.view.snapshotDigest ?? ""]);
      occurrences.push({ ...occurrenceForecast(own.forecast, observed), stratum: stratumOf(input, window) });
      for (const gain of gains) {
        const reference = forecasts.get(gain.reference);
        if (reference === undefined) continue;
        gain.add(own.forecast, reference.forecast, observed);
        gain.splits.add(own.forecast, reference.forecast, observed, forecasts.get(input.nullId)?.forecast);
      }
    }
  }
  return new Map(models.flatMap(({ id, pool, occurrences, gains }) => {
    const pooled = pool.total();
    return pooled === undefined ? [] : [[id, { pooled, occurrences, gains: gains.flatMap((gain) => gain.total() ?? []), splits: new Map(gains.map(({ reference, splits }) => [reference, splits.total()])) }] as const];
  }));
}

/** The model's forecasts of the windows in which it was scored, as one; undefined when there is none. */
export function pooledForecast(input: LedgerIndexInput, index: LedgerIndex, counted: readonly CountedWindow[], model: string): PooledForecast | undefined {
  const pool = createPool();
  for (const window of counted) {
    if (!window.results.has(model)) continue;
    const { forecast, digest } = sealedForecast(input, index, window, model);
    pool.add(forecast, observedIn(input, index, window), [digest, window.view.snapshotDigest ?? ""]);
  }
  return pool.total();
}

function sealedForecast(input: LedgerIndexInput, index: LedgerIndex, { view }: CountedWindow, model: string): { forecast: GriddedForecast; digest: string } {
  const digest = index.forecast(view.id, model)!.digest!;
  return { forecast: readForecast(input, digest), digest };
}

function observedIn({ region, magnitudeBins }: LedgerIndexInput, index: LedgerIndex, { view }: CountedWindow): ObservedEvents {
  return gridCatalog(createCatalog(index.targets(view.id)), region, magnitudeBins);
}

function stratumOf({ region, magnitudeBins }: { readonly region: LedgerIndexInput["region"]; readonly magnitudeBins: MagnitudeBins }, { view }: CountedWindow): StratifiedWindow["stratum"] {
  return { horizonDays: view.horizonDays, threshold: magnitudeBins.lowerEdges[0]!, region: region.id, regime: view.stratum === "active" ? "active" : "cold-start" };
}

/** Adds up the gain over one reference. */
function gainTally(reference: string): { readonly reference: string; add(forecast: GriddedForecast, against: GriddedForecast, observed: ObservedEvents): void; total(): CellGainView | undefined } {
  let windows = 0;
  let events = 0;
  let sums: Record<"gain" | "counts" | "expected" | "expectedReference", Float64Array> | undefined;
  return {
    reference,
    add(forecast, against, observed) {
      const { cellCount } = forecast.region;
      sums ??= { gain: new Float64Array(cellCount), counts: new Float64Array(cellCount), expected: new Float64Array(cellCount), expectedReference: new Float64Array(cellCount) };
      addTo(sums.gain, informationGainMap(forecast, against, observed).cellGain);
      addTo(sums.expected, spatialCounts(forecast));
      addTo(sums.expectedReference, spatialCounts(against));
      for (const cell of observed.cells) sums.counts[cell]!++;
      windows++;
      events += observed.count;
    },
    total: () => (sums === undefined ? undefined : { reference, windows, events, totalGainNats: sums.gain.reduce((total, gain) => total + gain, 0), ...sums }),
  };
}

function addTo(sums: Float64Array, values: Float64Array): void {
  for (let place = 0; place < sums.length; place++) sums[place]! += values[place]!;
}
