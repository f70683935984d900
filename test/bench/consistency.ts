import { createCumulativeTable } from "../../src/numerics/random/cumulative-table.ts";
import { namedStream } from "../../src/numerics/random/named-stream.ts";
import { ADDITIONAL_CONSISTENCY_TESTS, ANALYTIC_QUANTILES, CONSISTENCY_TESTS } from "../../src/evaluation/registry.ts";
import { createGriddedForecast, type GriddedForecast } from "../../src/seismicity/forecast.ts";
import { createMagnitudeBins } from "../../src/seismicity/magnitude-bins.ts";
import type { ObservedEvents } from "../../src/seismicity/observed-counts.ts";
import { builtInRegion } from "../../src/seismicity/regions/registry.ts";
import { cpuTime, formatTable } from "./cpu-time.ts";

const SIMULATIONS = 10_000;

/**
 * CPU seconds of pyCSEP 0.7.0 at the same size (7,682 cells × 41 bins, 10,000 simulations), measured on another two-core
 * machine: ratios are orders of magnitude. At 500 events it was timed with 1,000 simulations; ten times that is given.
 * Where nothing is given it was not timed.
 */
const PEER_CPU_SECONDS: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  L: { 40: 14, 500: 15.7 },
  CL: { 40: 14, 500: 18.1 },
  S: { 40: 0.5, 500: 1.5 },
  M: { 40: 0.18, 500: 0.592 },
  "binary-S": { 40: 9.93 },
  "binary-CL": { 40: 313 },
  Brier: { 40: 193 },
};
const TESTS = { ...CONSISTENCY_TESTS, ...ADDITIONAL_CONSISTENCY_TESTS };

/** Times the simulated consistency tests on the RELM California grid with a smooth synthetic forecast. */
export function benchConsistency(): void {
  const rows = [["test, 10,000 simulations", "events", "first ms", "median ms", "pyCSEP ms", "ratio"]];
  for (const [events, total] of [[40, 35], [500, 480], [5000, 4800]]) {
    const forecast = syntheticForecast(total);
    const observed = syntheticEvents(forecast, events);
    for (const id of ["L", "CL", "S", "M", "binary-S", "binary-CL", "binary-L", "Brier"] as const) {
      const { firstMs, medianMs } = cpuTime(() => TESTS[id].run({ forecast, observed, simulations: SIMULATIONS, seedNames: ["bench"] }), events > 1000 ? 3 : 7);
      const peerSeconds = PEER_CPU_SECONDS[id]?.[events];
      const peer = peerSeconds === undefined ? ["–", "–"] : [(1000 * peerSeconds).toFixed(0), `${((1000 * peerSeconds) / medianMs).toFixed(0)}x`];
      rows.push([id, String(events), firstMs.toFixed(1), medianMs.toFixed(1), ...peer]);
    }
    for (const id of ["L", "CL", "S"] as const) {
      const { firstMs, medianMs } = cpuTime(() => ANALYTIC_QUANTILES[id](forecast, observed));
      rows.push([`${id}, without simulation`, String(events), firstMs.toFixed(1), medianMs.toFixed(1), "–", "–"]);
    }
  }
  console.log(formatTable(rows));
}

/** A background with two Gaussian bumps times a Gutenberg–Richter law with b = 1, scaled to `total` expected events. */
function syntheticForecast(total: number): GriddedForecast {
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
function syntheticEvents(forecast: GriddedForecast, count: number): ObservedEvents {
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
