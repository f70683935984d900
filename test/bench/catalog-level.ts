import { summariseCatalogs } from "../../src/evaluation/catalog-based/catalog-summary.ts";
import type { CatalogTestInput } from "../../src/evaluation/catalog-based/catalog-test-input.ts";
import type { CatalogTestResult } from "../../src/evaluation/catalog-based/catalog-test-result.ts";
import { CATALOG_TESTS } from "../../src/evaluation/catalog-based/registry.ts";
import { createCumulativeTable } from "../../src/numerics/random/cumulative-table.ts";
import { namedStream } from "../../src/numerics/random/named-stream.ts";
import { samplePoisson } from "../../src/numerics/random/samplers.ts";
import type { RandomStream } from "../../src/numerics/random/stream.ts";
import { catalogsOf, observedOf, smallGrid } from "../evaluation/catalog-based/support.ts";
import { formatTable } from "./cpu-time.ts";

const FORECASTS = 200;
const REPLICAS_EACH = 50;
const CATALOGS = 199;

type Event = readonly [cell: number, bin: number];
type Law = (stream: RandomStream) => Event[];

/**
 * How often each catalog-based test rejects at 5 %: under the law that made the catalogs (overdispersed numbers), over 200 sets
 * of 199 catalogs with 50 observations each, and under stated departures. 10,000 replicas a figure; three standard errors of the
 * level are 0.65 %.
 */
export function benchCatalogLevel(): void {
  const cells = createCumulativeTable(Float64Array.from({ length: 16 }, (_, cell) => 1 + (cell % 5)));
  const bins = createCumulativeTable([10, 5, 2.5, 1.2, 1.3]);
  const law = (mean: number, cell = cells.sample, bin = bins.sample): Law => (stream) =>
    Array.from({ length: samplePoisson(stream, mean * (0.5 + stream.nextDouble())) }, (): Event => [cell(stream.nextDouble()), bin(stream.nextDouble())]);
  const truths: readonly (readonly [string, Law])[] = [
    ["true", law(8)],
    ["1.5 times as many", law(12)],
    ["places even", law(8, (u) => Math.floor(16 * u))],
    ["magnitudes even", law(8, cells.sample, (u) => Math.floor(5 * u))],
  ];
  const rejected = new Map<string, number>();
  for (let set = 0; set < FORECASTS; set++) {
    const stream = namedStream("catalog-level", set);
    const summary = summariseCatalogs(catalogsOf(Array.from({ length: CATALOGS }, () => law(8)(stream))), smallGrid);
    for (const [name, truth] of truths) {
      for (let replica = 0; replica < REPLICAS_EACH; replica++) {
        const observed = observedOf(truth(namedStream("catalog-level", name, set, replica)));
        for (const { id, run } of Object.values(CATALOG_TESTS) as { id: string; run(input: CatalogTestInput): CatalogTestResult }[]) {
          const { pValue } = run({ summary, observed, simulations: CATALOGS, seedNames: ["catalog-level", set, replica] });
          if (pValue <= 0.05) rejected.set(`${id} ${name}`, (rejected.get(`${id} ${name}`) ?? 0) + 1);
        }
      }
    }
  }
  const share = (id: string, name: string): string => `${((100 * (rejected.get(`${id} ${name}`) ?? 0)) / (FORECASTS * REPLICAS_EACH)).toFixed(2)} %`;
  console.log(formatTable([["rejected at 5 %", ...truths.map(([name]) => name)], ...Object.keys(CATALOG_TESTS).map((id) => [id, ...truths.map(([name]) => share(id, name))])]));
}
