import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadExperiment } from "../../src/experiment/load-experiment.ts";
import { importFile } from "../../src/experiment/stages/import-files.ts";
import { openLedger } from "../../src/ledger/ledger.ts";
import { parseInstant } from "../../src/seismicity/time.ts";
import { smallExperiment, writeWorkspace } from "../support/workspace.ts";

const HEADER = "time,latitude,longitude,depth,mag,magType,id";
function conversion(slope: number): string {
  const unknown = { covariance: null, residualStandardDeviation: null, orthogonalStandardDeviation: null, events: null };
  return JSON.stringify({
    format: "quakegate-magnitude-conversion/1", version: `made-up-${slope}`, targetTypes: ["mw"], lines: [
      { id: "ml", types: ["ml"], slope, intercept: 0.4, slopeStandardError: 0.01, interceptStandardError: 0.05, ...unknown, range: { min: 2, max: 7 }, basis: "fitted", source: "made up" },
    ],
  });
}

describe("a source whose magnitudes are converted", () => {
  const catalog = { ...(smallExperiment().catalog as object), magnitudeBinWidth: 0, sources: [{ name: "made", knowledge: "frozen", magnitudeConversion: "conversion.json" }] };
  const workspace = writeWorkspace(smallExperiment({ catalog }));
  const path = (name: string): string => join(workspace, name);
  const recordedAt = parseInstant("2020-06-01T00:00:00Z", "recordedAt");
  const importNow = (file: string) => {
    const ledger = openLedger(workspace, { create: true });
    try {
      const outcome = importFile(loadExperiment(workspace), ledger, path(file), { source: "made", recordedAt, mode: "increment", declaredEmpty: false });
      return { outcome, magnitudes: ledger.revisions(["made"]).map(({ event }) => [event.id, event.magnitude, event.magnitudeType]), leaves: ledger.log("made").filter(({ kind }) => kind === "magnitude-conversion").length };
    } finally {
      ledger.close();
    }
  };
  writeFileSync(path("one.csv"), `${HEADER}\n2019-01-01T00:00:00Z,40.5,10.5,10,4.0,ml,a\n2019-02-01T00:00:00Z,40.5,10.5,10,5.0,mx,b\n`);
  writeFileSync(path("two.csv"), `${HEADER}\n2019-03-01T00:00:00Z,40.5,10.5,10,3.0,ml,c\n`);

  it("is stored in Mw; types without a line are rejected rows, and the coefficients are logged once", () => {
    writeFileSync(path("conversion.json"), conversion(0.9));
    const { outcome, magnitudes, leaves } = importNow("one.csv");
    expect(magnitudes).toEqual([["a", expect.closeTo(4.0, 10), "mw"]]);
    expect(outcome.rejected.map(({ line: at, reason }) => [at, reason])).toEqual([[3, expect.stringMatching(/no conversion to Mw.*mx/)]]);
    expect(leaves).toBe(1);
    expect(importNow("two.csv").leaves).toBe(1);
  });

  it("takes no other coefficients later on", () => {
    writeFileSync(path("conversion.json"), conversion(0.8));
    writeFileSync(path("three.csv"), `${HEADER}\n2019-04-01T00:00:00Z,40.5,10.5,10,3.0,ml,d\n`);
    expect(() => importNow("three.csv")).toThrow(/conversion has changed/);
  });
});
