import { expectTypeOf, it } from "vitest";
import type { DeclusteredCatalog, FullCatalog, KnownSeismicity } from "../../src/forecasters/contract.ts";

it("the types keep the full catalog and the declustered one apart", () => {
  expectTypeOf<KnownSeismicity["history"]>().toEqualTypeOf<FullCatalog>();
  expectTypeOf<DeclusteredCatalog>().not.toExtend<FullCatalog>();
  expectTypeOf<FullCatalog>().not.toExtend<DeclusteredCatalog>();
});
