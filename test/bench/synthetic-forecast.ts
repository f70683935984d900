import { createCumulativeTable } from "../../src/numerics/random/cumulative-table.ts";
import { namedStream } from "../../src/numerics/random/named-stream.ts";
import { samplePoisson } from "../../src/numerics/random/samplers.ts";
import { type Catalog, createCatalog } from "../../src/seismicity/catalog.ts";
import type { SimulatedCatalog } from "../../src/seismicity/catalog-forecast.ts";
import { createGriddedForecast, type GriddedForecast } from "../../src/seismicity/forecast.ts";
import { createMagnitudeBins } from "../../src/seismicity/magnitude-bins.ts";
import type { ObservedEvents } from "../../src/seismicity/observed-counts.ts";
import { builtInRegion } from "../../src/seismicity/regions/registry.ts";

/** A background with two Gaussian bumps times a Gutenberg–Richter law with b = 1, scaled to `total` expected events. */
export function syntheticForecast(total: number): GriddedForecast {
  const region = builtInRegion("california-relm");
  const bins = createMagnitudeBins(4.95, 8.95, 0.1);
  const share = Array.from(bins.lowerEdges, (edge) => Math.exp(-Math.LN10 * (edge - 4.95)));
  const rates = new Float64Array(region.cellCount * bins.lowerEdges.length);
  for (let cell = 0, place = 0; cell < region.cellCount; cell++) {
    const bump = (longitude: number, latitude: number, width: number): number => {
      const x = (region.west[cell] - longitude) / width;
      const y = (region.south[cell] - latitude) / width;
      return Math.exp(-(x * x + y * y) / 2);
    };
    const spatial = 0.02 + bump(-116.5, 33.8, 1.2) + 0.6 * bump(-121.5, 36.8, 0.8);
    for (let bin = 0; bin < share.length; bin++, place++) rates[place] = spatial * share[bin];
  }
  const scale = total / rates.reduce((sum, rate) => sum + rate, 0);
  return createGriddedForecast(region, bins, rates.map((rate) => rate * scale));
}

/** Events drawn from the forecast. */
export function syntheticEvents(forecast: GriddedForecast, count: number): ObservedEvents {
  const table = createCumulativeTable(forecast.expectedCounts);
  const stream = namedStream("bench", "events", count);
  const binCount = forecast.magnitudeBins.lowerEdges.length;
  const drawn = Array.from({ length: count }, () => table.sample(stream.nextDouble()));
  return {
    count,
    cells: Int32Array.from(drawn, (bin) => Math.floor(bin / binCount)),
    magnitudeBins: Int32Array.from(drawn, (bin) => bin % binCount),
    catalogIndex: Int32Array.from(drawn.keys()),
    outsideRegion: 0,
    belowMagnitude: 0,
  };
}

/** The same events as a catalog, each at the centre of its cell and magnitude bin. */
export function catalogAtCentres({ region, magnitudeBins }: GriddedForecast, { count, cells, magnitudeBins: bins }: ObservedEvents): Catalog {
  return createCatalog(Array.from({ length: count }, (_, index) => ({
    id: `e${String(index).padStart(5, "0")}`, time: Date.UTC(2020, 0, 1) + index * 60_000, depthKm: 10, magnitudeType: "mw",
    longitude: Number((region.west[cells[index]!]! + 0.05).toFixed(6)),
    latitude: Number((region.south[cells[index]!]! + 0.05).toFixed(6)),
    magnitude: Number((magnitudeBins.lowerEdges[bins[index]!]! + 0.05).toFixed(6)),
  })));
}

/** Catalogs drawn from a gridded forecast: Poisson numbers, places anywhere in a cell. */
export function* syntheticCatalogs(forecast: GriddedForecast, catalogs: number): Generator<SimulatedCatalog> {
  const { region, magnitudeBins } = forecast;
  const table = createCumulativeTable(forecast.expectedCounts);
  const binCount = magnitudeBins.lowerEdges.length;
  for (let index = 0; index < catalogs; index++) {
    const stream = namedStream("bench", "catalogs", index);
    const length = samplePoisson(stream, table.total);
    const bins = Array.from({ length }, () => table.sample(stream.nextDouble()));
    const rounded = (value: number): number => Number(value.toFixed(4));
    yield {
      index, length,
      times: Float64Array.from({ length }, () => Date.UTC(2020, 0, 1) + Math.floor(3e10 * stream.nextDouble())).sort(),
      longitudes: Float64Array.from(bins, (bin) => rounded(region.west[Math.floor(bin / binCount)]! + 0.1 * (0.05 + 0.9 * stream.nextDouble()))),
      latitudes: Float64Array.from(bins, (bin) => rounded(region.south[Math.floor(bin / binCount)]! + 0.1 * (0.05 + 0.9 * stream.nextDouble()))),
      depthsKm: new Float64Array(length).fill(10),
      magnitudes: Float64Array.from(bins, (bin) => rounded(magnitudeBins.lowerEdges[bin % binCount]! + 0.01 + 0.08 * stream.nextDouble())),
    };
  }
}
