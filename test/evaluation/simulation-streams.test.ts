import { describe, expect, it } from "vitest";
import { simulateBlocks } from "../../src/evaluation/consistency/simulate-blocks.ts";
import { twoSided } from "../../src/evaluation/consistency/two-sided.ts";
import { forEachSimulation, namedSimulationStreams, singleStream } from "../../src/evaluation/simulation-streams.ts";
import { DEFAULT_STAKES } from "../../src/gate/anytime/stakes.ts";
import { anytimeSection } from "../../src/gate/policy.ts";
import { arrivalOf } from "../../src/clock/submission/arrival.ts";
import { sealingTime } from "../../src/clock/sealing.ts";
import { namedStream } from "../../src/numerics/random/named-stream.ts";
import type { Window } from "../../src/seismicity/window.ts";

describe("simulations in blocks", () => {
  it.each([1, 255, 256, 257, 600])("draw %i times, in order, each block from the stream of its number", (simulations) => {
    const drawn: number[] = [];
    const places: number[] = [];
    forEachSimulation(simulations, namedSimulationStreams(["a", "b"]), (stream, simulation) => {
      places.push(simulation);
      drawn.push(stream.nextDouble());
    });
    const expected = Array.from({ length: Math.ceil(simulations / 256) }, (_, block) => namedStream("a", "b", block)).flatMap((stream) => Array.from({ length: 256 }, () => stream.nextDouble()));
    expect(drawn).toEqual(expected.slice(0, simulations));
    expect(places).toEqual(drawn.map((_, place) => place));
    expect(Array.from(simulateBlocks(simulations, namedSimulationStreams(["a", "b"]), (stream) => stream.nextDouble()))).toEqual(drawn);
  });

  it("draw from one stream throughout where there is one, and not at all without simulations", () => {
    const stream = namedStream("one");
    const expected = Array.from({ length: 600 }, () => stream.nextDouble());
    expect(Array.from(simulateBlocks(600, singleStream("one", namedStream("one")), (own) => own.nextDouble()))).toEqual(expected);
    expect(simulateBlocks(0, namedSimulationStreams(["a"]), () => { throw new Error("no simulation was asked for"); })).toHaveLength(0);
  });
});

describe("rules that stand once", () => {
  it("a two-sided p-value is twice the smaller tail, at most 1", () => {
    expect([twoSided(0.01, 0.995), twoSided(0.995, 0.01), twoSided(0.7, 0.6), twoSided(0, 1)]).toEqual([0.02, 0.02, 1, 0]);
    expect(twoSided(Number.NaN, 0.1)).toBeNaN();
  });

  it("a policy that names no stakes has those that figures without a policy have", () => expect(anytimeSection.parse({ id: "some" }).stakes).toEqual(DEFAULT_STAKES.stakes));

  it("a submission is sealed as any forecast, but for the evidence of a replay", () => {
    const window = { issueAt: 5, commitBy: 10 } as Window;
    for (const at of [9, 10, 11]) {
      expect(arrivalOf(window, "live", at)).toEqual(sealingTime(window, "live", at));
      expect(arrivalOf(window, "replay", at)).toEqual({ ...sealingTime(window, "replay", at), evidenceClass: "retrospective" });
    }
  });
});
