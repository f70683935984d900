import { describe, expect, it } from "vitest";
import { sha256Hex } from "../../../src/numerics/digest.ts";
import { goldenSection } from "../../support/golden-section.ts";
import { nelderMead } from "../../../src/numerics/optimize/nelder-mead.ts";
import { bisect, findRoot } from "../../../src/numerics/root.ts";
import { logSumExp, mean, sum } from "../../../src/numerics/sums.ts";

describe("Nelder–Mead", () => {
  it("finds Rosenbrock's minimum", () => {
    const f = ([x, y]: readonly number[]) => 100 * (y - x * x) * (y - x * x) + (1 - x) * (1 - x);
    const result = nelderMead(f, [-1.2, 1]);
    expect(result.converged).toBe(true);
    expect(result.x[0]).toBeCloseTo(1, 7);
    expect(result.x[1]).toBeCloseTo(1, 7);
  });

  it("works in one and in eight dimensions, around points that f refuses", () => {
    expect(nelderMead(([x]) => x - Math.log(x), [5]).x[0]).toBeCloseTo(1, 6);
    const bowl = (x: readonly number[]) => x.reduce((total, value, i) => total + (i + 1) * (value - i) * (value - i), 0);
    const result = nelderMead(bowl, new Array(8).fill(0), { step: 1, maxIterations: 20000 });
    result.x.forEach((value, i) => expect(value).toBeCloseTo(i, 5));
  });

  it("says when it ran out of iterations", () => {
    const result = nelderMead(([x, y]) => x * x + y * y, [3, 4], { maxIterations: 5 });
    expect([result.converged, result.iterations]).toEqual([false, 5]);
    expect(() => nelderMead(() => NaN, [1])).toThrow("f(start) must be finite");
    expect(() => nelderMead(() => 0, [])).toThrow("no coordinates");
  });
});

describe("golden section", () => {
  it("finds an inner minimum and one at an end", () => {
    expect(goldenSection((x) => (x - 0.3) * (x - 0.3), 0, 1, 1e-9).x).toBeCloseTo(0.3, 7);
    expect(goldenSection((x) => x, 2, 5, 1e-9)).toEqual({ x: 2, value: 2 });
    expect(goldenSection((x) => -x, 2, 5, 1e-9)).toEqual({ x: 5, value: -5 });
    expect(() => goldenSection((x) => x, 1, 0, 1e-9)).toThrow("lo < hi");
  });
});

describe("roots", () => {
  it.each([
    ["cos x − x", (x: number) => Math.cos(x) - x, 0, 1, 0.7390851332151607],
    ["x³ − 2", (x: number) => x * x * x - 2, 0, 2, Math.cbrt(2)],
    ["a flat triple root", (x: number) => (x - 1) * (x - 1) * (x - 1), -3, 2.5, 1],
    ["eˣ − 1e-8 far off", (x: number) => Math.exp(x) - 1e-8, -100, 100, Math.log(1e-8)],
  ])("%s", (_, f, lo, hi, root) => {
    let calls = 0;
    const counted = (x: number) => (calls++, f(x));
    expect(Math.abs(findRoot(counted, lo, hi, 1e-13) - root)).toBeLessThan(1e-5);
    expect(calls).toBeLessThan(150);
    expect(Math.abs(bisect(f, lo, hi, 1e-13) - root)).toBeLessThan(1e-5);
  });

  it("are located to the tolerance", () => {
    let calls = 0;
    const root = findRoot((x) => (calls++, Math.cos(x) - x), 0, 1, 1e-14);
    expect(Math.abs(root - 0.7390851332151607)).toBeLessThan(1e-14);
    expect(calls).toBeLessThan(12);
    expect(findRoot((x) => x, 0, 1, 1e-9)).toBe(0);
  });

  it("need a sign change", () => {
    expect(() => findRoot((x) => x * x + 1, -1, 1, 1e-9)).toThrow("must change sign over [-1, 1], got 2 and 2");
    expect(() => bisect((x) => x * x + 1, -1, 1, 1e-9)).toThrow("must change sign");
  });
});

describe("sums and digests", () => {
  it("keeps what plain addition loses", () => {
    expect(sum([1, 1e100, 1, -1e100])).toBe(2);
    expect(sum(new Float64Array(10).fill(0.1))).toBe(1);
    expect([sum([]), sum([Infinity, 1]), mean([1, 2, 6])]).toEqual([0, Infinity, 3]);
    expect(() => mean([])).toThrow("no values");
  });

  it("log-sum-exp neither overflows nor underflows", () => {
    expect(logSumExp([1000, 1000])).toBeCloseTo(1000 + Math.LN2, 12);
    expect(logSumExp([-2000, -2000 + Math.log(3)])).toBeCloseTo(-2000 + Math.log(4), 12);
    expect([logSumExp([]), logSumExp([-Infinity, 3]), logSumExp([Infinity, 3])]).toEqual([-Infinity, 3, Infinity]);
    expect(logSumExp([NaN, 3])).toBeNaN();
  });

  it("SHA-256 of \"abc\" (FIPS 180-4)", () => {
    const digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    expect(sha256Hex("abc")).toBe(digest);
    expect(sha256Hex(new TextEncoder().encode("abc"))).toBe(digest);
  });
});
