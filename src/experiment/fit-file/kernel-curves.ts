import { temporalIntegral, type TemporalKernel } from "../../forecasters/etas/tapered-omori.ts";
import type { BandPoint } from "../../publish/catalog-report/etas-report.ts";
import type { Days } from "../../seismicity/time.ts";

/** Estimates and their errors, as a fit stores them: natural values, in the order of `names`. */
export interface ParameterLawView {
  readonly names: readonly string[];
  readonly values: readonly number[];
  readonly standardErrors: readonly number[];
  readonly correlation: readonly (readonly number[])[];
}

export interface KernelCurves {
  /** Direct aftershocks of an event by its magnitude. */
  readonly productivity: readonly BandPoint[];
  /** Direct aftershocks a day by days since an event of magnitude `omoriMagnitude`. */
  readonly omori: readonly BandPoint[];
}

export interface KernelCurvesRequest {
  /** By the names of the fit: K, alpha, cDays, p, taperDays (Infinity for none). */
  readonly values: Readonly<Record<"K" | "alpha" | "cDays" | "p" | "taperDays", number>>;
  /** undefined: curves without intervals. */
  readonly law: ParameterLawView | undefined;
  readonly referenceMagnitude: number;
  readonly magnitudes: readonly number[];
  readonly omoriMagnitude: number;
  readonly days: readonly Days[];
  /** Days within which K counts aftershocks; Infinity for all time. */
  readonly horizonDays: Days;
}

const NORMAL_QUANTILE_975 = 1.959963984540054;
/** Of a central difference, in standard errors. */
const STEP = 1e-3;
const LOGARITHMIC: ReadonlySet<string> = new Set(["K", "cDays", "taperDays"]);
const USED = ["K", "alpha", "cDays", "p", "taperDays"] as const;
type Used = Record<(typeof USED)[number], number>;

/**
 * Productivity and Omori law of a fit with 95 % intervals: of the curve's logarithm by the delta method, from the errors and
 * correlations of the parameters (positive ones by their logarithms). Intervals are of one point each, not of the whole curve.
 */
export function kernelCurves({ values, law, referenceMagnitude, magnitudes, omoriMagnitude, days, horizonDays }: KernelCurvesRequest): KernelCurves {
  const band = bandAbout(values, law);
  const logShape = ({ cDays, p, taperDays }: TemporalKernel, t: Days): number => -p * Math.log1p(t / cDays) - t / taperDays;
  const logRate = (at: Used, t: Days): number => Math.log(at.K) + at.alpha * (omoriMagnitude - referenceMagnitude) + logShape(at, t) - Math.log(temporalIntegral(0, horizonDays, at).integral);
  return {
    productivity: magnitudes.map((x) => ({ x, ...band((at) => Math.log(at.K) + at.alpha * (x - referenceMagnitude)) })),
    omori: days.map((x) => ({ x, ...band((at) => logRate(at, x)) })),
  };
}

function bandAbout(values: Used, law: ParameterLawView | undefined): (logOf: (at: Used) => number) => Omit<BandPoint, "x"> {
  const free = law === undefined ? [] : USED.flatMap((name) => {
    const place = law.names.indexOf(name);
    return place < 0 ? [] : [{ name, place, error: LOGARITHMIC.has(name) ? law.standardErrors[place]! / law.values[place]! : law.standardErrors[place]! }];
  });
  const moved = (name: keyof Used, by: number): Used => ({ ...values, [name]: LOGARITHMIC.has(name) ? values[name] * Math.exp(by) : values[name] + by });
  return (logOf) => {
    const centre = logOf(values);
    if (law === undefined) return { y: Math.exp(centre), low: NaN, high: NaN };
    // Change of the logarithm by one standard error of each parameter.
    const changes = free.map(({ name, error }) => (logOf(moved(name, STEP * error)) - logOf(moved(name, -STEP * error))) / (2 * STEP));
    const variance = changes.reduce((total, one, i) => total + changes.reduce((row, other, j) => row + one * other * law.correlation[free[i]!.place]![free[j]!.place]!, 0), 0);
    const half = NORMAL_QUANTILE_975 * Math.sqrt(Math.max(0, variance));
    return { y: Math.exp(centre), low: Math.exp(centre - half), high: Math.exp(centre + half) };
  };
}
