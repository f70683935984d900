import { describe, expect, it } from "vitest";
import { bet, logEValue, startBetting } from "../../../src/gate/anytime/betting-process.ts";
import { insuredGain } from "../../../src/gate/anytime/insured-gain.ts";
import { DEFAULT_STAKES } from "../../../src/gate/anytime/stakes.ts";
import { closedLogEValues } from "../../../src/gate/leaderboard/closed-e-values.ts";
import { eras } from "../../../src/gate/leaderboard/eras.ts";
import { allowedMissing, coverage, graceOf, shrunkenGain, windowStatuses } from "../../../src/gate/leaderboard/missing-windows.ts";
import { modelConfidenceSet } from "../../../src/gate/leaderboard/model-confidence-set.ts";
import { type ModelScores, pairwiseEvidence, pairwiseValues } from "../../../src/gate/leaderboard/pairwise-evidence.ts";
import { missingnessRankBounds } from "../../../src/gate/leaderboard/rank-bounds.ts";
import { rankIntervals, shownBetter } from "../../../src/gate/leaderboard/rank-intervals.ts";
import { twoWayFit } from "../../../src/gate/leaderboard/two-way-fit.ts";
import { logSumExp } from "../../../src/numerics/sums.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { sampleNormal } from "../../../src/numerics/random/samplers.ts";

const OPTIONS = { floor: 3, alpha: 0.05 };

function simulate(skills: readonly number[], windows: number, replica: number, sd = 0.7): ModelScores[] {
  const stream = namedStream("leaderboard", replica);
  const difficulty = Array.from({ length: windows }, () => -8 + 3 * sampleNormal(stream));
  return skills.map((skill, i) => ({ id: `m${i}`, scores: difficulty.map((effect) => effect + skill + sd * sampleNormal(stream)) }));
}

describe("closed e-values", () => {
  it("are the least mean over all subsets with the member, by enumeration", () => {
    const e = [0.2, 30, 7, 1.5, 90, 7];
    const closed = closedLogEValues(e.map(Math.log));
    e.forEach((_, i) => {
      let least = Infinity;
      for (let mask = 0; mask < 1 << e.length; mask++) {
        if ((mask & (1 << i)) === 0) continue;
        const members = e.filter((__, k) => (mask & (1 << k)) !== 0);
        least = Math.min(least, members.reduce((sum, value) => sum + value, 0) / members.length);
      }
      expect(Math.exp(closed[i])).toBeCloseTo(least, 10);
    });
  });

  it("are those of each subset's own sum to 1e-12, beyond doubles and at nothing too", () => {
    for (const count of [1, 2, 9, 60]) {
      const stream = namedStream("closed", count);
      const logEValues = Array.from({ length: count }, (_, k) => (k % 11 === 10 ? -Infinity : k % 13 === 12 ? 2000 * stream.nextDouble() : k % 5 === 4 ? 3 : 20 * (stream.nextDouble() - 0.6)));
      const closed = closedLogEValues(logEValues);
      logEValues.forEach((own, k) => {
        const smaller = logEValues.map((_, other) => other).filter((other) => other !== k).sort((a, b) => logEValues[a] - logEValues[b]).map((other) => logEValues[other]);
        const least = Math.min(own, ...smaller.map((_, last) => logSumExp([own, ...smaller.slice(0, last + 1)]) - Math.log(last + 2)));
        if (least === -Infinity) expect(closed[k]).toBe(-Infinity);
        else expect(Math.abs(closed[k] - least)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(least)));
      });
    }
    expect(closedLogEValues([])).toEqual([]);
    expect(closedLogEValues([-Infinity, Infinity, Infinity, 0])).toEqual([-Infinity, Infinity, Infinity, -Math.log(2)]);
  });

  it("of two thousand hypotheses, as of 45 models, are there at once", () => {
    const logEValues = Array.from({ length: 2000 }, (_, k) => Math.sin(k) * 30);
    const start = performance.now();
    const closed = closedLogEValues(logEValues);
    // Each subset summed anew takes half a minute.
    expect(performance.now() - start).toBeLessThan(3000);
    expect(closed.every((value, k) => value <= logEValues[k])).toBe(true);
  });
});

describe("pairwise evidence", () => {
  it("adds, is antisymmetric, and skips windows that one of the two lacks", () => {
    const models: ModelScores[] = [{ id: "a", scores: [-3, -4, null, -1] }, { id: "b", scores: [-3.5, -4.2, -2, -1] }, { id: "c", scores: [-4, -5, -3, -3] }];
    const cells = pairwiseEvidence(models, OPTIONS);
    expect(cells[0][0]).toBeNull();
    expect(cells[0][1]).toMatchObject({ windows: 3 });
    expect(cells[0][1]!.gain).toBeCloseTo(0.7 / 3, 14);
    expect(cells[1][0]!.gain).toBeCloseTo(-0.7 / 3, 14);
    const state = [0.5, 0.2, 0].reduce((now, gain) => bet(DEFAULT_STAKES, now, insuredGain(gain, 3) / 3), startBetting(DEFAULT_STAKES));
    expect(cells[0][1]!.logEValue).toBeCloseTo(logEValue(DEFAULT_STAKES, state), 12);
    expect(cells[0][1]!.lower).toBeLessThan(cells[0][1]!.gain);
    expect(cells[0][1]!.upper).toBeGreaterThan(cells[0][1]!.gain);
    expect(() => pairwiseEvidence([{ id: "a", scores: [-Infinity] }, { id: "b", scores: [-Infinity] }], OPTIONS)).toThrow(/probability zero/);
    expect(() => pairwiseEvidence([{ id: "a", scores: [1] }, { id: "b", scores: [1, 2] }], OPTIONS)).toThrow(/2 windows/);
  });

  it("gives complete scores their mean gain over the baseline", () => {
    const models = simulate([0.4, 0, -0.3], 30, 1);
    const values = pairwiseValues(pairwiseEvidence(models, OPTIONS), 1);
    const mean = (i: number): number => models[i].scores.reduce<number>((sum, score) => sum + score!, 0) / 30;
    values.forEach((value, i) => expect(value).toBeCloseTo(mean(i) - mean(1), 12));
  });
});

describe("ranks", () => {
  it("cover the true ranks and leave the best in the confidence set, at the stated rates", () => {
    const skills = [0.8, 0.8, 0, -1];
    let missed = 0;
    let bestLeft = 0;
    let separated = 0;
    for (let replica = 0; replica < 150; replica++) {
      const cells = pairwiseEvidence(simulate(skills, 80, replica), OPTIONS);
      const intervals = rankIntervals(cells, 0.05);
      if (intervals[0].best > 1 || intervals[1].best > 1 || intervals[2].best > 3 || intervals[2].worst < 3 || intervals[3].worst < 4) missed++;
      const members = modelConfidenceSet(cells, 0.05);
      if (!members[0].mayBeAmongBest || !members[1].mayBeAmongBest) bestLeft++;
      if (!members[3].mayBeBest && intervals[3].best === 4) separated++;
      for (const [i, { best, worst }] of intervals.entries()) expect([i, best <= worst]).toEqual([i, true]);
    }
    expect(missed / 150).toBeLessThan(0.05 + 3 * Math.sqrt(0.0475 / 150));
    expect(bestLeft / 150).toBeLessThan(0.05 + 3 * Math.sqrt(0.0475 / 150));
    expect(separated).toBeGreaterThan(100);
  });

  it("takes a pair shown both ways round for neither, and a lone model for the best", () => {
    const strong = { logEValue: 20 };
    expect(shownBetter([[null, strong], [strong, null]], 0.05)).toEqual([[false, false], [false, false]]);
    expect(rankIntervals([[null, strong], [{ logEValue: 0 }, null]], 0.05)).toEqual([{ best: 1, worst: 1 }, { best: 2, worst: 2 }]);
    expect(modelConfidenceSet([[null]], 0.05)).toEqual([{ logEValue: 0, mayBeBest: true, mayBeAmongBest: true }]);
  });

  it("spans what missing windows could have brought", () => {
    const gains = [[1, 1, null], [0.5, 0.5, 0.5], [0, null, 0.2]];
    expect(missingnessRankBounds(gains, () => ({ least: -3, largest: 2 }))).toEqual([{ best: 1, worst: 3 }, { best: 1, worst: 3 }, { best: 1, worst: 3 }]);
    expect(missingnessRankBounds(gains, () => ({ least: 0, largest: 0 }))).toEqual([{ best: 1, worst: 1 }, { best: 2, worst: 2 }, { best: 3, worst: 3 }]);
    expect(() => missingnessRankBounds(gains, () => ({ least: 1, largest: 0 }))).toThrow(/least/);
  });
});

describe("two-way fit", () => {
  it("recovers an additive table exactly, whatever is missing", () => {
    const effects = [-5, -9, -2, -7, -4];
    const skills = { base: 0, ref: 0.4, a: 1.5, b: -0.6 };
    const holes: Record<string, number[]> = { base: [1], ref: [3], a: [0, 2], b: [1, 3, 4] };
    const models = Object.entries(skills).map(([id, skill]) => ({ id, scores: effects.map((effect, t) => (holes[id].includes(t) ? null : effect + skill)) }));
    for (const anchors of [["base", "ref"], Object.keys(skills)]) {
      const fit = twoWayFit(models, anchors, "base")!;
      for (const [id, skill] of Object.entries(skills)) expect(fit.values[id]).toBeCloseTo(skill, 10);
      fit.windowEffects.forEach((effect, t) => expect(effect).toBeCloseTo(effects[t], 10));
    }
  });

  it("does not let an entrant that is no anchor move the others", () => {
    const models = simulate([0, 0.3, 0.5, 0.1], 40, 7);
    const fit = (entrant: (number | null)[]) => twoWayFit([...models, { id: "entrant", scores: entrant }], ["m0", "m1"], "m0")!.values;
    const { entrant: __, ...present } = fit(models[0].scores.map(() => -100));
    const { entrant: ___, ...absent } = fit(models[0].scores.map((_, t) => (t < 20 ? null : 50)));
    expect(present).toEqual(absent);
  });

  it("has no values where the anchors never met, and refuses a baseline or an anchor that is none", () => {
    const models = [{ id: "a", scores: [1, null] }, { id: "b", scores: [null, 1] }];
    expect(twoWayFit(models, ["a", "b"], "a")).toBeUndefined();
    expect(() => twoWayFit(models, ["a", "c"], "a")).toThrow(/no model c/);
    expect(() => twoWayFit(models, ["a"], "b")).toThrow(/anchor/);
  });
});

describe("missing windows", () => {
  it("are the baseline's within the grace and a lost stake beyond it, never rewritten", () => {
    const records = Array.from({ length: 60 }, (_, t) => ({ gain: [3, 10, 41, 45].includes(t) ? null : 0.2, active: t === 10 || t >= 44 }));
    const grace = { share: 0.05, activeShare: 0.05 };
    const statuses = windowStatuses(records, grace);
    expect([3, 10, 41, 45].map((t) => statuses[t])).toEqual(["fallback", "penalised", "fallback", "penalised"]);
    expect(windowStatuses(records.slice(0, 30), grace)).toEqual(statuses.slice(0, 30));
    expect(coverage(records)).toEqual({ all: 56 / 60, active: 15 / 17 });
  });

  it("may be as many as a policy leaves, one always, and none is lost to rounding", () => {
    expect([0, 5, 20, 39, 40, 41].map((due) => allowedMissing(0.95, due))).toEqual([1, 1, 1, 1, 2, 2]);
    expect([20, 30, 100].map((due) => allowedMissing(0.9, due))).toEqual([2, 3, 10]);
    expect([allowedMissing(1, 50), allowedMissing(0, 50)]).toEqual([1, 50]);
    expect(graceOf({ minimumCoverage: 0.9, minimumActiveCoverage: 0.8 })).toEqual({ share: 0.1, activeShare: 0.2 });
    const missing = Array.from({ length: 20 }, (_, t) => ({ gain: t < 18 ? 0.2 : null, active: false }));
    expect(windowStatuses(missing, graceOf({ minimumCoverage: 0.9, minimumActiveCoverage: 0.9 })).slice(18)).toEqual(["fallback", "fallback"]);
  });

  it("are as many by the grace as by the coverage, under every policy and at every window", () => {
    for (let percent = 1; percent < 100; percent++) {
      const minimumCoverage = percent / 100;
      const grace = graceOf({ minimumCoverage, minimumActiveCoverage: 0 });
      // All windows but the last few are there, so that the last fallback of n windows shows how many the grace allows.
      for (const due of [20, 100, 300]) {
        const allowed = Math.max(1, Math.floor(((100 - percent) * due) / 100));
        expect(allowedMissing(minimumCoverage, due), `${percent} % of ${due}`).toBe(allowed);
        const records = Array.from({ length: due }, (_, t) => ({ gain: t < due - allowed ? 0.2 : null, active: false }));
        expect(windowStatuses(records, grace).at(-1), `${percent} % of ${due}`).toBe("fallback");
      }
    }
  });

  it("are as many as they always were under the coverages that policies have by default and had", () => {
    for (const minimumCoverage of [0.95, 0.9, 0.8]) {
      const { share } = graceOf({ minimumCoverage, minimumActiveCoverage: minimumCoverage });
      for (let due = 1; due <= 5000; due++) expect(allowedMissing(minimumCoverage, due)).toBe(Math.max(1, Math.floor(share * due)));
    }
  });

  it("draw a short record towards zero", () => {
    expect(shrunkenGain([1, 2, 3])).toBeCloseTo(6 / 29, 14);
    expect(shrunkenGain([])).toBe(0);
  });

  it("has three eras", () => {
    expect(eras(80, [0, 12])).toEqual([{ id: "since-launch", from: 0, to: 80 }, { id: "last-year", from: 28, to: 80 }, { id: "common", from: 12, to: 80 }]);
    expect(eras(3, [5])[2]).toEqual({ id: "common", from: 3, to: 3 });
  });
});
