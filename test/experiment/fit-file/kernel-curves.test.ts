import { describe, expect, it } from "vitest";
import { kernelCurves } from "../../../src/experiment/fit-file/kernel-curves.ts";

const values = { K: 0.2, alpha: 1.5, cDays: 0.01, p: 1.2, taperDays: Infinity };
const law = { names: ["mu", "K", "alpha", "cDays", "p"], values: [1, 0.2, 1.5, 0.01, 1.2], standardErrors: [0.1, 0.02, 0.1, 0.003, 0.02], correlation: [[1, 0, 0, 0, 0], [0, 1, -0.8, 0, 0], [0, -0.8, 1, 0, 0], [0, 0, 0, 1, 0.5], [0, 0, 0, 0.5, 1]] };
const request = { values, law, referenceMagnitude: 3, magnitudes: [3, 4, 6], omoriMagnitude: 5, days: [0, 1, 100], horizonDays: Infinity };

describe("curves with intervals", () => {
  it("of productivity are those of ln K + alpha (m - M0) with their correlation", () => {
    for (const { x, y, low, high } of kernelCurves(request).productivity) {
      const sigma = Math.sqrt(0.1 ** 2 + ((x - 3) * 0.1) ** 2 - 2 * 0.8 * 0.1 * 0.1 * (x - 3));
      expect(y).toBeCloseTo(0.2 * Math.exp(1.5 * (x - 3)), 10);
      expect(Math.log(high / y)).toBeCloseTo(1.959963984540054 * sigma, 7);
      expect(Math.log(y / low)).toBeCloseTo(1.959963984540054 * sigma, 7);
    }
  });

  it("of the Omori law are normalised over all time, or the days given", () => {
    const whole = kernelCurves(request).omori;
    expect(whole[0]!.y).toBeCloseTo(0.2 * Math.exp(3) * (0.2 / 0.01), 8);
    const part = kernelCurves({ ...request, horizonDays: 100 }).omori;
    expect(part[1]!.y / whole[1]!.y).toBeCloseTo(1 / (1 - Math.exp(-0.2 * Math.log1p(100 / 0.01))), 8);
    // ln K + 2 alpha + ln(p - 1) - ln c, each change of a parameter by its error.
    const [byK, byAlpha, byC, byP] = [0.1, 0.2, -0.3, 0.02 / 0.2];
    expect(Math.log(whole[0]!.high / whole[0]!.y) / 1.959963984540054).toBeCloseTo(Math.sqrt(byK ** 2 + byAlpha ** 2 - 2 * 0.8 * byK * byAlpha + byC ** 2 + byP ** 2 + 2 * 0.5 * byC * byP), 5);
  });

  it("have no interval without errors", () => {
    for (const { low, high, y } of kernelCurves({ ...request, law: undefined }).productivity) expect([low, high, y > 0]).toEqual([NaN, NaN, true]);
  });
});
