import { describe, expect, it } from "vitest";
import { completenessAfter } from "../../../../src/forecasters/reasenberg-jones/early-incompleteness.ts";
import { shortTermCompleteness, SHORT_TERM_RULES } from "../../../../src/observations/hygiene/completeness/short-term-completeness.ts";
import { InputError } from "../../../../src/seismicity/input-error.ts";
import { MS_PER_DAY } from "../../../../src/seismicity/time.ts";

const day = (days: number): number => days * MS_PER_DAY;
const mainshock = { timeMs: day(100), magnitude: 7 };

describe("short-term completeness", () => {
  it("Helmstetter: M − 4.5 − 0.75 log10 t down to the floor, as the aftershock forecaster has it", () => {
    const { completenessAt } = shortTermCompleteness([mainshock], 2);
    expect(completenessAt(day(101))).toBeCloseTo(2.5, 12);
    expect(completenessAt(day(100.01))).toBeCloseTo(4, 9);
    expect(completenessAt(day(104.7))).toBe(2);
    expect(completenessAt(day(99))).toBe(2);
    for (const t of [0.001, 0.1, 3]) expect(completenessAt(day(100) + t * MS_PER_DAY)).toBeCloseTo(completenessAfter(7, t, 2), 9);
  });

  it("USGS world: M/2 − 0.25 − log10 t", () => {
    const { completenessAt } = shortTermCompleteness([mainshock], 2.5, SHORT_TERM_RULES["usgs-world"]);
    expect(completenessAt(day(100.1))).toBeCloseTo(4.25, 9);
    expect(completenessAt(day(101))).toBeCloseTo(3.25, 12);
    expect(completenessAt(day(110))).toBe(2.5);
  });

  it("the event itself, and events later than the time asked for, change nothing", () => {
    const events = [mainshock, { timeMs: day(102), magnitude: 6.5 }];
    const one = shortTermCompleteness([mainshock], 1);
    const two = shortTermCompleteness(events, 1);
    expect(two.completenessAt(day(100))).toBe(1);
    expect(two.completenessAt(day(102))).toBe(one.completenessAt(day(102)));
    expect(two.completenessAt(day(102.01))).toBeGreaterThan(one.completenessAt(day(102.01)));
  });

  it("is the largest over all events, in any order", () => {
    const events = Array.from({ length: 40 }, (_, k) => ({ timeMs: day(100 + ((k * 7) % 40) / 4), magnitude: 4 + ((k * 13) % 30) / 10 }));
    const { completenessAt } = shortTermCompleteness(events, 0.5);
    for (let t = 99; t < 112; t += 0.3711) {
      const brute = Math.max(0.5, ...events.filter(({ timeMs }) => timeMs < day(t)).map(({ timeMs, magnitude }) => completenessAfter(magnitude, (day(t) - timeMs) / MS_PER_DAY, 0.5)));
      expect(completenessAt(day(t))).toBeCloseTo(brute, 9);
    }
  });

  it("is at most the event's own magnitude", () => {
    const { completenessAt } = shortTermCompleteness([mainshock], 2.5, SHORT_TERM_RULES["usgs-world"]);
    expect(completenessAt(day(100) + 1)).toBe(7);
    expect(completenessAt(day(100) + 60_000)).toBeCloseTo(3.25 - Math.log10(1 / 1440), 9);
  });

  it("recovery and incomplete intervals agree with the rule", () => {
    const { completenessAt, recoveryMs, incompleteIntervals } = shortTermCompleteness([mainshock, { timeMs: day(100.2), magnitude: 6.8 }, { timeMs: day(130), magnitude: 7 }], 2);
    expect(completenessAt(day(130) + recoveryMs(7, 3))).toBeCloseTo(3, 9);
    expect(recoveryMs(5, 9)).toBe(0);
    const intervals = incompleteIntervals(3, day(90), day(200));
    expect(intervals).toHaveLength(2);
    expect(intervals[0]!.startMs).toBe(day(100));
    expect(intervals[0]!.endMs).toBe(day(100.2) + recoveryMs(6.8, 3));
    expect(incompleteIntervals(3, day(100.1), day(100.15))).toEqual([{ startMs: day(100.1), endMs: day(100.15) }]);
    expect(incompleteIntervals(3, day(101), day(129))).toEqual([]);
  });

  it("steps cover the span without gaps and are never below the curve", () => {
    const rule = shortTermCompleteness([mainshock, { timeMs: day(100.5), magnitude: 6 }], 2);
    const steps = rule.steps(day(99), day(110), 0.25);
    expect(steps[0]!.startMs).toBe(day(99));
    expect(steps.at(-1)!.endMs).toBe(day(110));
    steps.slice(1).forEach((step, k) => expect(step.startMs).toBe(steps[k]!.endMs));
    for (const { startMs, endMs, completenessMagnitude } of steps) {
      for (const share of [0.001, 0.5, 0.999]) {
        const here = rule.completenessAt(startMs + share * (endMs - startMs));
        expect(completenessMagnitude).toBeGreaterThanOrEqual(here - 1e-9);
        if (here > 2) expect(completenessMagnitude).toBeLessThan(here + 0.25 + 1e-9);
      }
    }
    expect(rule.steps(day(1), day(2), 0.5)).toEqual([{ startMs: day(1), endMs: day(2), completenessMagnitude: 2 }]);
  });

  it("refuses what is no number", () => {
    expect(() => shortTermCompleteness([{ timeMs: NaN, magnitude: 6 }], 2)).toThrow(InputError);
    expect(() => shortTermCompleteness([], NaN)).toThrow(/floor/);
    expect(() => shortTermCompleteness([], 2).steps(0, 1, 0)).toThrow(/positive/);
    expect(shortTermCompleteness([], 2).completenessAt(0)).toBe(2);
  });
});
