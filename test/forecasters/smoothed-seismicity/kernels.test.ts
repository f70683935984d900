import { describe, expect, it } from "vitest";
import { gaussianIntervalMass, powerLawFarMass, powerLawRectangleMass } from "../../../src/forecasters/smoothed-seismicity/kernels.ts";

const density = (u: number, v: number, d: number): number => d / (2 * Math.PI * (u * u + v * v + d * d) * Math.sqrt(u * u + v * v + d * d));

/** Midpoint rule on n × n points. */
function quadrature(u1: number, u2: number, v1: number, v2: number, d: number, n: number): number {
  let total = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) total += density(u1 + ((u2 - u1) * (i + 0.5)) / n, v1 + ((v2 - v1) * (j + 0.5)) / n, d);
  return (total * (u2 - u1) * (v2 - v1)) / (n * n);
}

describe("power-law kernel", () => {
  it("rectangle masses equal quadrature", () => {
    for (const [u1, u2, v1, v2, d] of [[-3, 4, -2, 5, 1.5], [1, 6, 2, 7, 2], [-5, 0, -5, 0, 3], [10, 15, -40, -35, 0.5]] as const) {
      expect(powerLawRectangleMass(u1, u2, v1, v2, d) / quadrature(u1, u2, v1, v2, d, 1000)).toBeCloseTo(1, 5);
    }
  });

  it("has mass 1 over the plane and the closed-form mass in a half-plane", () => {
    expect(powerLawRectangleMass(-1e12, 1e12, -1e12, 1e12, 2)).toBeCloseTo(1, 11);
    // Integrated over y the kernel is d / (π (x² + d²)): mass beyond x = d is 1/4.
    expect(powerLawRectangleMass(2, 1e12, -1e12, 1e12, 2)).toBeCloseTo(0.25, 11);
  });

  it("the far form is within 1e-8 of the closed form from where it is used", () => {
    let worst = 0;
    for (let k = 0; k < 360; k++) {
      for (const [a, b] of [[5, 5], [3.5, 5.5], [5.5, 3.5]] as const) {
        for (const d of [0.5, 5, 50]) {
          const r = Math.sqrt(Math.max(0, (a * a + b * b) / 0.002 - d * d));
          const u = r * Math.cos((k * Math.PI) / 180);
          const v = r * Math.sin((k * Math.PI) / 180);
          worst = Math.max(worst, Math.abs(powerLawFarMass(u, v, a, b, d) / powerLawRectangleMass(u - a, u + a, v - b, v + b, d) - 1));
        }
      }
    }
    expect(worst).toBeLessThan(1e-8);
    expect(worst).toBeGreaterThan(1e-10);
  });
});

describe("Gaussian kernel", () => {
  it("interval masses add up and match the normal law", () => {
    expect(gaussianIntervalMass(-2, 2, 2)).toBeCloseTo(0.6826894921370859, 14);
    expect(gaussianIntervalMass(-3, 1, 1) + gaussianIntervalMass(1, 40, 1) + gaussianIntervalMass(-40, -3, 1)).toBeCloseTo(1, 14);
  });

  it("keeps relative precision in the tail", () => {
    // Q(8) − Q(9) = 6.22096057427178e-16 − 1.12858840595384e-19
    expect(gaussianIntervalMass(8, 9, 1) / (6.22096057427178e-16 - 1.12858840595384e-19)).toBeCloseTo(1, 10);
    expect(gaussianIntervalMass(-9, -8, 1)).toBe(gaussianIntervalMass(8, 9, 1));
  });
});
