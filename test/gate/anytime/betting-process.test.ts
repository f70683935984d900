import { describe, expect, it } from "vitest";
import { bet, logEValue, startBetting } from "../../../src/gate/anytime/betting-process.ts";
import { logEValues } from "../log-e-values.ts";
import { insuredGain } from "../../../src/gate/anytime/insured-gain.ts";
import { skillStep, startSkill } from "../../../src/gate/anytime/skill-process.ts";
import { DEFAULT_STAKES, stakeGrid } from "../../../src/gate/anytime/stakes.ts";
import { firstReaching } from "../operating-characteristics/weekly-looks/e-rules.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { sampleNormal } from "../../../src/numerics/random/samplers.ts";

const FLOOR = 4.6;

function normalGains(count: number, mean: number, sd: number, name: string): number[] {
  const stream = namedStream("betting-process", name);
  return Array.from({ length: count }, () => mean + sd * sampleNormal(stream));
}

describe("betting process", () => {
  it("is the naive product to 1e-12 on 50 windows", () => {
    const gains = normalGains(50, 0.4, 3, "naive");
    const logE = logEValues(DEFAULT_STAKES, gains.map((gain) => insuredGain(gain, FLOOR) / FLOOR));
    for (let n = 1; n <= 50; n++) {
      const naive = [0.2, 0.4, 0.6, 0.8, 0.95].reduce((sum, stake) => sum + 0.2 * gains.slice(0, n).reduce((product, gain) => product * (1 + (stake * Math.log((1 - Math.exp(-FLOOR)) * Math.exp(gain) + Math.exp(-FLOOR))) / FLOOR), 1), 0);
      expect(Math.abs(logE[n - 1] - Math.log(naive))).toBeLessThan(1e-12);
    }
  });

  it("neither overflows nor underflows in a thousand years of weeks", () => {
    const up = logEValues(DEFAULT_STAKES, new Float64Array(52_000).fill(0.5));
    const down = logEValues(DEFAULT_STAKES, new Float64Array(52_000).fill(-1));
    expect(up[51_999]).toBeCloseTo(52_000 * Math.log1p(0.475) + Math.log(0.2), 6);
    expect(down[51_999]).toBeCloseTo(52_000 * Math.log1p(-0.2) + Math.log(0.2), 6);
  });

  it("can be stored and taken up again", () => {
    const gains = normalGains(20, 0.2, 1, "stored").map((gain) => insuredGain(gain, FLOOR) / FLOOR);
    let state = startBetting(DEFAULT_STAKES);
    for (const gain of gains) state = JSON.parse(JSON.stringify(bet(DEFAULT_STAKES, state, gain)));
    expect(logEValue(DEFAULT_STAKES, state)).toBe(logEValues(DEFAULT_STAKES, gains)[19]);
  });

  it("is what the fast simulation computes", () => {
    for (let replica = 0; replica < 50; replica++) {
      const scaled = normalGains(104, 0.3, 1, `fast ${replica}`).map((gain) => insuredGain(gain, 3) / 3);
      const slow = logEValues(DEFAULT_STAKES, scaled).findIndex((logE) => logE >= Math.log(40)) + 1;
      expect(firstReaching(104, 40, (t) => scaled[t])).toBe(slow);
    }
  });

  it("refuses a loss beyond the stake and stakes beyond the capital", () => {
    expect(() => bet(DEFAULT_STAKES, startBetting(DEFAULT_STAKES), -1.01)).toThrow(/−1/);
    expect(() => bet(DEFAULT_STAKES, startBetting(DEFAULT_STAKES), NaN)).toThrow();
    expect(() => stakeGrid([0.5, 1])).toThrow(/\(0, 1\)/);
    expect(() => stakeGrid([0.5, 0.6], [0.5, 0.6])).toThrow(/sum 1/);
  });
});

describe("skill process", () => {
  it("multiplies by exactly 1 where the baseline stood in, and falls under a penalty", () => {
    const before = skillStep(DEFAULT_STAKES, startSkill(DEFAULT_STAKES), { gain: 2.2, floor: FLOOR });
    const missing = skillStep(DEFAULT_STAKES, before, { gain: 0, floor: FLOOR });
    const penalised = skillStep(DEFAULT_STAKES, before, { gain: 0, floor: FLOOR, penalised: true });
    expect(missing.betting.logWealths).toEqual(before.betting.logWealths);
    expect(logEValue(DEFAULT_STAKES, penalised.betting)).toBeLessThan(logEValue(DEFAULT_STAKES, before.betting));
    expect(penalised.insuredGain).toBeCloseTo(before.insuredGain - FLOOR, 14);
    expect(penalised.floorTouches).toBe(1);
  });

  it("keeps the raw figures beside the e-value", () => {
    const after = [{ gain: 1, floor: 3 }, { gain: -7, floor: 3 }, { gain: 2, floor: 6 }].reduce((state, window) => skillStep(DEFAULT_STAKES, state, window), startSkill(DEFAULT_STAKES));
    expect(after).toMatchObject({ rawGain: -4, floorTouches: 1, largestLoss: 7 });
    expect(after.betting.scaledGain).toBeCloseTo(insuredGain(1, 3) / 3 + insuredGain(-7, 3) / 3 + insuredGain(2, 6) / 6, 14);
    expect(skillStep(DEFAULT_STAKES, startSkill(DEFAULT_STAKES), { gain: -Infinity, floor: 3 })).toMatchObject({ rawGain: -Infinity, insuredGain: -3 });
  });
});
