import { expect, it } from "vitest";
import { completenessEdge } from "../../src/experiment/knowledge.ts";
import type { ExperimentFile } from "../../src/experiment/schema.ts";

it.each([
  [2.45, 3.95, 0.1, 2.45],
  // Complete from 2.5 on a scale of tenths lists what is above 2.45.
  [2.5, 3.95, 0.1, 2.45],
  [2.5, 4, 0.1, 2.5],
  [2.45, 3.45, 0.01, 2.45],
  [2.45, 3.451, 0.01, 2.441],
  [2.47, 3.45, 0, 2.47],
])("completeness %d, target %d, magnitudes in steps of %d: the rate above %d", (completenessMagnitude, target, magnitudeBinWidth, edge) => {
  const file = { catalog: { completenessMagnitude, magnitudeBinWidth }, magnitudes: { target } } as unknown as ExperimentFile;
  expect(completenessEdge(file)).toBeCloseTo(edge, 9);
});
