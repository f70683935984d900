import { describe, expect, it } from "vitest";
import { mixtureShares } from "../../../../src/forecasters/etas/background/mixture-shares.ts";
import { namedStream } from "../../../../src/numerics/random/named-stream.ts";

const none = (count: number): Float64Array => new Float64Array(count);

describe("the shares of a mixture", () => {
  it("are the shares of the events where each component explains its own", () => {
    const shares = mixtureShares([Float64Array.of(2, 2, 2, 0), Float64Array.of(0, 0, 0, 5)], none(4));
    expect(shares[0]).toBeCloseTo(0.75, 9);
    expect(shares[1]).toBeCloseTo(0.25, 9);
  });

  it("solve the likelihood equation where another rate explains events too", () => {
    // n1 a / (p a + t1) = n2 b / ((1 - p) b + t2) is linear in p.
    const [n1, n2, a, b, t1, t2] = [6, 4, 2, 3, 0.5, 0.2];
    const p = (n1 * a * (b + t2) - n2 * b * t1) / (a * b * (n1 + n2));
    const events = Array.from({ length: n1 + n2 }, (_, k) => k < n1);
    const shares = mixtureShares([Float64Array.from(events, (first) => (first ? a : 0)), Float64Array.from(events, (first) => (first ? 0 : b))], Float64Array.from(events, (first) => (first ? t1 : t2)));
    expect(shares[0]).toBeCloseTo(p, 4);
    expect(shares[0]! + shares[1]!).toBeCloseTo(1, 12);
  });

  it("are nowhere better than where the search ends, and leave what is given alone", () => {
    const stream = namedStream("mixture-shares");
    const column = (): Float64Array => Float64Array.from({ length: 200 }, () => stream.nextDouble() * stream.nextDouble());
    const [components, rest] = [[column(), column(), column()], column().map((value) => value / 5)];
    const likelihood = (shares: readonly number[]): number => rest.reduce((total, value, event) => total + Math.log(components.reduce((rate, density, k) => rate + shares[k]! * density[event]!, value)), 0) / 200;
    for (const given of [[], [undefined, 0.3, undefined]]) {
      const shares = mixtureShares(components, rest, given);
      if (given.length > 0) expect(shares[1]).toBe(0.3);
      for (let trial = 0; trial < 300; trial++) {
        const [u, v] = [stream.nextDouble(), stream.nextDouble()];
        const other = given.length > 0 ? [0.7 * u, 0.3, 0.7 * (1 - u)] : [Math.min(u, v), Math.abs(u - v), 1 - Math.max(u, v)];
        expect(likelihood(other)).toBeLessThanOrEqual(likelihood(shares) + 1e-5);
      }
    }
  });

  it("give nothing to what explains nothing", () => {
    expect(mixtureShares([Float64Array.of(1, 1), none(2)], none(2))).toEqual([1, 0]);
    expect(mixtureShares([Float64Array.of(1, 1), none(2)], none(2), [undefined, 0.4])).toEqual([0.6, 0.4]);
  });
});
