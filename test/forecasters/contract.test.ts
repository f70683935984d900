import { expectTypeOf, it } from "vitest";
import type { DeclusteredCatalog, ForecastRequest, ForecastTarget, FullCatalog, KnownSeismicity } from "../../src/forecasters/contract.ts";

it("the types keep the full catalog and the declustered one apart", () => {
  expectTypeOf<KnownSeismicity["history"]>().toEqualTypeOf<FullCatalog>();
  expectTypeOf<DeclusteredCatalog>().not.toExtend<FullCatalog>();
  expectTypeOf<FullCatalog>().not.toExtend<DeclusteredCatalog>();
});

it("a request holds what a forecast is a function of, and no limit that nobody keeps", () => {
  expectTypeOf<keyof ForecastRequest>().toEqualTypeOf<keyof KnownSeismicity | keyof ForecastTarget | "window" | "fitted" | "seedNames">();
});
