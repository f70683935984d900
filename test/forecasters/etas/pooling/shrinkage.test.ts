import { describe, expect, it } from "vitest";
import { betweenVariance } from "../../../../src/forecasters/etas/pooling/between-variance.ts";
import { jointPriorOf, shrinkJointly } from "../../../../src/forecasters/etas/pooling/joint-shrinkage.ts";
import { poolJointly, poolSeparately } from "../../../../src/forecasters/etas/pooling/pool-tiles.ts";
import { knownPrior, priorOf, shrink } from "../../../../src/forecasters/etas/pooling/shrinkage.ts";
import { namedStream } from "../../../../src/numerics/random/named-stream.ts";
import { sampleNormal } from "../../../../src/numerics/random/samplers.ts";

describe("variance between tiles", () => {
  // Equal variances have closed forms: T = s² − V, and with a given mean Σ(θ − μ)²/k − V.
  const values = [1, 2, 4, 7];
  const variances = [0.5, 0.5, 0.5, 0.5];

  it.each(["reml", "moments"] as const)("is the closed form for equal variances: %s", (method) => {
    const found = betweenVariance(values, variances, method);
    expect(found.variance).toBeCloseTo(7 - 0.5, 10);
    expect(found.mean).toBeCloseTo(3.5, 12);
    expect(found.meanVariance).toBeCloseTo(7 / 4, 10);
    expect(found.plausible.reduce((total, { share }) => total + share, 0)).toBeCloseTo(1, 12);
    const about = betweenVariance(values, variances, method, 3);
    expect(about.variance).toBeCloseTo((4 + 1 + 1 + 16) / 4 - 0.5, 10);
    expect(about.meanVariance).toBe(0);
  });

  it.each(["reml", "moments"] as const)("is never negative: %s", (method) => {
    expect(betweenVariance([1, 1.01, 0.99], [1, 2, 3], method).variance).toBe(0);
    expect(betweenVariance([1], [1], method, 1.5).variance).toBe(0);
  });

  it("maximises the restricted likelihood of unequal variances", () => {
    const own = [0.1, 0.4, 0.2, 1.5];
    const { variance } = betweenVariance(values, own, "reml");
    const logLikelihood = (T: number): number => {
      const weights = own.map((V) => 1 / (T + V));
      const total = weights.reduce((a, b) => a + b);
      const mean = weights.reduce((sum, w, k) => sum + w * values[k]!, 0) / total;
      return -0.5 * (own.reduce((sum, V) => sum + Math.log(T + V), 0) + Math.log(total) + weights.reduce((sum, w, k) => sum + w * (values[k]! - mean) ** 2, 0));
    };
    for (const step of [-0.01, 0.01]) expect(logLikelihood(variance + step)).toBeLessThan(logLikelihood(variance));
  });

  it("needs something to vary", () => {
    expect(() => betweenVariance([1], [1], "reml")).toThrow(RangeError);
    expect(() => betweenVariance([], [], "moments", 1)).toThrow(RangeError);
  });
});

describe("shrinkage", () => {
  const prior = knownPrior(1, 0.09);

  it("has a weight that rises with the number of events, from the prior to the estimate", () => {
    const weights = [1, 5, 20, 100, 1000, 1e6].map((n) => shrink({ value: 3, variance: 2 / n }, prior));
    weights.reduce((one, other) => {
      expect(other.weight).toBeGreaterThan(one.weight);
      expect(Math.abs(other.value - 3)).toBeLessThan(Math.abs(one.value - 3));
      expect(other.variance).toBeLessThan(one.variance);
      return other;
    });
    expect(weights[0]!.weight).toBeCloseTo(0.09 / 2.09, 14);
    expect(weights.at(-1)!.weight).toBeGreaterThan(0.9999);
    expect(weights[2]!.value).toBeCloseTo(weights[2]!.weight * 3 + (1 - weights[2]!.weight) * 1, 14);
  });

  it("leaves a tile without estimate with the prior", () => {
    expect(shrink(undefined, prior)).toEqual({ weight: 0, value: 1, variance: 0.09 });
  });

  /** Truths N(0, 0.3²) of 12 tiles with 10 to 300 events, estimates with variance 4/n. */
  const study = (name: string, spread: number, replications: number) => {
    const stream = namedStream("shrinkage study", name);
    const counts = [10, 12, 15, 20, 25, 30, 40, 60, 80, 120, 200, 300];
    const errors = { raw: 0, pooled: 0, shrunk: 0 };
    let covered = 0;
    for (let replication = 0; replication < replications; replication++) {
      const truths = counts.map(() => spread * sampleNormal(stream));
      const estimates = counts.map((n, k) => ({ value: truths[k]! + Math.sqrt(4 / n) * sampleNormal(stream), variance: 4 / n }));
      const found = priorOf(estimates, "reml");
      const total = estimates.reduce((sum, { variance }) => sum + 1 / variance, 0);
      const pooled = estimates.reduce((sum, { value, variance }) => sum + value / variance, 0) / total;
      estimates.forEach((estimate, k) => {
        const { value, variance } = shrink(estimate, found);
        errors.raw += (estimate.value - truths[k]!) ** 2;
        errors.pooled += (pooled - truths[k]!) ** 2;
        errors.shrunk += (value - truths[k]!) ** 2;
        if (Math.abs(value - truths[k]!) < 1.959964 * Math.sqrt(variance)) covered++;
      });
    }
    const size = replications * counts.length;
    return { raw: errors.raw / size, pooled: errors.pooled / size, shrunk: errors.shrunk / size, coverage: covered / size };
  };

  it.each([["alike", 0.15], ["different", 0.3], ["very different", 0.8]] as const)("is nearer to the truth than estimates and than the pooled mean, tiles %s", (name, spread) => {
    const { raw, pooled, shrunk, coverage } = study(name, spread, 600);
    expect(shrunk).toBeLessThan(raw);
    expect(shrunk).toBeLessThan(pooled);
    // Of nominal 95 %; the standard error of the share is near 0.004.
    expect(coverage).toBeGreaterThan(0.93);
    expect(coverage).toBeLessThan(0.98);
  });

  it("costs little where all tiles are the same", () => {
    const { raw, pooled, shrunk } = study("same", 0, 400);
    expect(shrunk).toBeLessThan(0.25 * raw);
    expect(shrunk).toBeGreaterThan(pooled);
  });
});

describe("joint shrinkage", () => {
  const one = [1, 2, 4, 7, 3].map((value, k) => ({ values: Float64Array.of(value), covariance: [Float64Array.of([0.1, 0.4, 0.2, 1.5, 0.8][k]!)] }));

  it("of one parameter is that of one parameter", () => {
    const scalar = priorOf(one.map(({ values, covariance }) => ({ value: values[0]!, variance: covariance[0]![0]! })), "reml");
    const joint = jointPriorOf(one);
    expect(joint.between[0]![0]).toBeCloseTo(scalar.variance, 6);
    expect(joint.mean[0]).toBeCloseTo(scalar.mean, 7);
    expect(joint.meanCovariance[0]![0]).toBeCloseTo(scalar.meanVariance, 6);
    const shrunk = shrinkJointly(one[3], joint);
    const { weight, value, variance } = shrink({ value: 7, variance: 1.5 }, { ...scalar, plausible: [{ ...scalar, share: 1 }] });
    expect(shrunk.weights[0]![0]).toBeCloseTo(weight, 6);
    expect(shrunk.values[0]).toBeCloseTo(value, 6);
    expect(shrunk.covariance[0]![0]).toBeCloseTo(variance, 6);
  });

  it("uses what one parameter says of another, and so is nearer to the truth", () => {
    const stream = namedStream("joint study");
    // Errors strongly correlated, truths the other way.
    const V = (n: number): Float64Array[] => [Float64Array.of(4 / n, 3.4 / n), Float64Array.of(3.4 / n, 4 / n)];
    let [joint, separate, raw, covered, size] = [0, 0, 0, 0, 0];
    for (let replication = 0; replication < 12; replication++) {
      const truths = Array.from({ length: 15 }, () => {
        const [u, v] = [sampleNormal(stream), sampleNormal(stream)];
        return [0.3 * u, 0.3 * (-0.7 * u + Math.sqrt(0.51) * v)] as const;
      });
      const tiles = truths.map(([x, y], k) => {
        const n = 15 + 10 * k;
        const [u, v] = [sampleNormal(stream), sampleNormal(stream)];
        return { group: "all", estimate: { values: Float64Array.of(x + Math.sqrt(4 / n) * u, y + Math.sqrt(4 / n) * (0.85 * u + Math.sqrt(1 - 0.7225) * v)), covariance: V(n) } };
      });
      const source = { mean: () => undefined, fallbackMean: 0, known: () => undefined };
      const [jointly, separately] = [poolJointly(tiles, [source, source]), poolSeparately(tiles, [source, source], "reml")];
      truths.forEach((truth, tile) => truth.forEach((value, k) => {
        joint += (jointly[tile]![k]!.value - value) ** 2;
        separate += (separately[tile]![k]!.value - value) ** 2;
        raw += (tiles[tile]!.estimate.values[k]! - value) ** 2;
        if (Math.abs(jointly[tile]![k]!.value - value) < 1.959964 * jointly[tile]![k]!.valueStandardError!) covered++;
        size++;
      }));
    }
    expect(joint).toBeLessThan(separate);
    expect(separate).toBeLessThan(raw);
    // Of nominal 95 %: T is taken as known.
    expect(covered / size).toBeGreaterThan(0.78);
  });
});

describe("pooling by groups", () => {
  const estimate = (value: number, variance: number) => ({ values: Float64Array.of(value), covariance: [Float64Array.of(variance)] });
  const tiles = [
    { group: "a", estimate: estimate(1, 0.1) }, { group: "a", estimate: estimate(2, 0.1) }, { group: "a", estimate: estimate(3, 0.1) }, { group: "a", estimate: undefined },
    { group: "b", estimate: estimate(9, 0.1) }, { group: "c", estimate: undefined },
  ];
  const free = { mean: () => undefined, fallbackMean: 5, known: () => undefined };

  it("takes a group's own mean from three estimates on, else the fallback's, and says so", () => {
    const [a, , , empty, b, c] = poolSeparately(tiles, [free], "reml").map(([parameter]) => parameter!);
    expect(a!.prior.mean).toBeCloseTo(2, 12);
    expect(a!.prior.origin).toBe("tiles");
    expect(empty).toMatchObject({ estimate: null, weight: 0 });
    expect(empty!.value).toBeCloseTo(2, 12);
    expect(b!.prior).toMatchObject({ mean: 5, origin: "given" });
    expect(b!.weight).toBeGreaterThan(0.9);
    expect(c).toMatchObject({ estimate: null, weight: 0, value: 5, valueStandardError: null, prior: { mean: 5, origin: "given" } });
  });

  it("takes a prior known beforehand as it is", () => {
    const known = poolSeparately(tiles, [{ ...free, known: (group) => (group === "a" ? knownPrior(0, 0.3) : undefined) }], "reml").map(([parameter]) => parameter!);
    expect(known[0]!.weight).toBeCloseTo(0.75, 12);
    expect(known[0]!.valueStandardError).toBeCloseTo(Math.sqrt(0.075), 12);
    expect(known[0]!.prior).toMatchObject({ mean: 0, origin: "known" });
    expect(known[4]!.prior.origin).toBe("given");
  });

  it("jointly shrinks small groups one by one", () => {
    expect(poolJointly(tiles.slice(0, 1), [free])).toEqual(poolSeparately(tiles.slice(0, 1), [free], "reml"));
    const [first] = poolJointly(tiles, [free]);
    expect(first![0]!.weight).toBeCloseTo(poolSeparately(tiles, [free], "reml")[0]![0]!.weight, 5);
  });
});
