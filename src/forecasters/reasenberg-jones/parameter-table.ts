/** Generic aftershock parameters of a region: rate of M >= m is 10^{a + b(Mmain − m)} (t + c)^{−p} per day. */
export interface RegionalParameters {
  /** Mean of a over sequences. */
  readonly a: number;
  /** Spread of a: σ(M) = √(σ0² + σ1² / 10^{max(M, 6)}); null where none was published, and a is then taken as known. */
  readonly sigma: { readonly sigma0: number; readonly sigma1: number } | null;
  readonly b: number;
  readonly p: number;
  readonly cDays: number;
  readonly citation: string;
}

const PAGE =
  "Page, M. T., van der Elst, N., Hardebeck, J., Felzer, K., & Michael, A. J. (2016). Three ingredients for improved global aftershock forecasts: Tectonic region, time-dependent catalog incompleteness, and intersequence variability. Bulletin of the Seismological Society of America, 106(5), 2290–2301.";
const HARDEBECK =
  "Hardebeck, J. L., Llenos, A. L., Michael, A. J., Page, M. T., & van der Elst, N. (2019). Updated California aftershock parameters. Seismological Research Letters, 90(1), 262–270.";
const REASENBERG_JONES =
  "Reasenberg, P. A., & Jones, L. M. (1989). Earthquake hazard after a mainshock in California. Science, 243(4895), 1173–1176.";

/**
 * Regional parameters by name: tectonic regimes of the world (Page et al. 2016, as shipped by the USGS aftershock code),
 * four parts of California (Hardebeck et al. 2019: southern, northern, Mendocino, hydrothermal areas), and the first
 * generic values for California (Reasenberg & Jones 1989).
 */
export const REGIONAL_PARAMETERS = {
  "ANSR-ABSLDEC": worldwide(-2.29, 560, 1.01),
  "ANSR-ABSLOCB": worldwide(-2.82, 890, 0.64),
  "ANSR-ABSLSHC": worldwide(-2.85, 800, 1.06),
  "ANSR-DEEPCON": worldwide(-2.13, 250, 0.98),
  "ANSR-HOTSPOT": worldwide(-3.0, 680, 1.12),
  "ANSR-OCEANBD": worldwide(-3.19, 500, 1.08),
  "ANSR-SHALCON": worldwide(-2.42, 570, 0.98),
  "SCR-GENERIC": worldwide(-2.85, 870, 0.73),
  "SCR-ABVSLAB": worldwide(-2.85, 870, 0.73),
  "SOR-GENERIC": worldwide(-3.04, 650, 0.97),
  "SOR-ABVSLAB": worldwide(-3.04, 650, 0.97),
  "SZ-GENERIC": worldwide(-2.47, 570, 0.88),
  "SZ-INLBACK": worldwide(-2.43, 640, 0.86),
  "SZ-ONSHORE": worldwide(-2.34, 500, 0.81),
  "SZ-OUTERTR": worldwide(-2.42, 540, 0.92),
  "CAL-SCSN": californian(-2.3, 0.5, 0.83, 0.0033),
  "CAL-NCSS": californian(-2.64, 0.48, 0.96, 0.012),
  "CAL-MENDOCINO": californian(-3.18, 0.47, 1.15, 0.05),
  "CAL-HYDROTHERMAL": californian(-1.79, 0.29, 0.94, 0.026),
  "RJ1989-CALIFORNIA": { a: -1.67, sigma: null, b: 0.91, p: 1.08, cDays: 0.05, citation: REASENBERG_JONES },
} as const satisfies Record<string, RegionalParameters>;

export type Regime = keyof typeof REGIONAL_PARAMETERS;
export const REGIMES = Object.keys(REGIONAL_PARAMETERS) as [Regime, ...Regime[]];

/** σ of a for a mainshock; 0 where a is taken as known. */
export function productivitySpread({ sigma }: RegionalParameters, mainshockMagnitude: number): number {
  if (sigma === null) return 0;
  const { sigma0, sigma1 } = sigma;
  return Math.sqrt(sigma0 * sigma0 + sigma1 * sigma1 * Math.exp(-Math.LN10 * Math.max(mainshockMagnitude, 6)));
}

function worldwide(a: number, sigma1: number, p: number): RegionalParameters {
  return { a, sigma: { sigma0: 0.49, sigma1 }, b: 1, p, cDays: 0.018, citation: PAGE };
}

function californian(a: number, sigma0: number, p: number, cDays: number): RegionalParameters {
  return { a, sigma: { sigma0, sigma1: 0 }, b: 1, p, cDays, citation: HARDEBECK };
}
