import { ADDITIONAL_CONSISTENCY_TESTS, ANALYTIC_QUANTILES, CONSISTENCY_TESTS } from "../../src/evaluation/registry.ts";
import { cpuTime, formatTable } from "./cpu-time.ts";
import { syntheticEvents, syntheticForecast } from "./synthetic-forecast.ts";

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
