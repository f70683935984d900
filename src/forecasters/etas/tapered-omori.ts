import { LEGENDRE_NODES, LEGENDRE_WEIGHTS } from "../../numerics/quadrature/gauss-legendre.ts";
import type { Days } from "../../seismicity/time.ts";
import { omoriDensity, omoriInverse, omoriMass } from "./kernels.ts";

/**
 * The law of waiting times of direct aftershocks, h(t) ∝ (1 + t/c)^{−p} e^{−t/τ}: the Omori–Utsu law with an exponential
 * taper (Mizrahi et al. 2021). Treat it as immutable: what is computed from it is remembered by identity.
 */
export interface TemporalKernel {
  readonly cDays: Days;
  /** Any real number with a taper, > 1 without. */
  readonly p: number;
  /** τ; Infinity for the Omori–Utsu law itself. */
  readonly taperDays: Days;
}

/** ∫ (1 + t/c)^{−p} e^{−t/τ} dt over an interval, in days, with its derivatives in c, p and τ. */
export interface OmoriIntegral {
  readonly integral: number;
  readonly byC: number;
  readonly byP: number;
  readonly byTaper: number;
}

/** h(t) per day, t >= 0, with ∫ h = 1 over [0, ∞). @throws RangeError for p <= 1 without a taper, when no such law exists */
export function temporalDensity(t: Days, kernel: TemporalKernel): number {
  const { cDays, p, taperDays } = kernel;
  if (untapered(kernel)) return omoriDensity(t, cDays, p);
  return Math.exp(-p * Math.log1p(t / cDays) - t / taperDays) / panelTable(kernel).total;
}

/**
 * Share of the law between `from` and `from + duration`; `duration` may be Infinity. A sum of positive terms: relative error
 * below 1e-12 however small the share is. @throws RangeError as {@link temporalDensity}
 */
export function temporalMass(from: Days, duration: Days, kernel: TemporalKernel): number {
  if (untapered(kernel)) return omoriMass(from, duration, kernel.cDays, kernel.p);
  const table = panelTable(kernel);
  return integralOver(from, duration, table) / table.total;
}

/** ∫ (1 + t/c)^{−p} e^{−t/τ} dt over [0, ∞) in days: 1/h(0). @throws RangeError as {@link temporalDensity} */
export function temporalTotal(kernel: TemporalKernel): number {
  return untapered(kernel) ? kernel.cDays / (kernel.p - 1) : panelTable(kernel).total;
}

/**
 * Time in [0, duration] after `from` at which the share u in [0, 1) of the mass between `from` and `from + duration` is
 * reached. Closed form without a taper; else by Halley steps kept within a bracket, to a relative 1e-13.
 *
 * @throws RangeError as {@link temporalDensity}
 */
export function temporalInverse(u: number, from: Days, duration: Days, kernel: TemporalKernel): Days {
  if (untapered(kernel)) return omoriInverse(u, from, duration, kernel.cDays, kernel.p);
  const table = panelTable(kernel);
  const end = from + duration;
  let rest = u * integralOver(from, duration, table);
  let low = from;
  for (let panel = panelOf(from, table); ; panel++) {
    const high = Math.min(edge(panel + 1, table), end);
    const span = low === from && high === end ? duration : high - low;
    const mass = wholePanel(low, high, span, panel, table);
    if (rest < mass || high === end || mass === 0) return Math.min(low - from + inverseWithinPanel(rest / mass, low, span, kernel), duration);
    rest -= mass;
    low = high;
  }
}

/** The integral from `from` to `to` with derivatives, for any p when `to` or the taper is finite. */
export function temporalIntegral(from: Days, to: Days, kernel: TemporalKernel): OmoriIntegral {
  const { cDays, p, taperDays } = kernel;
  if (to === Infinity && untapered(kernel)) {
    const start = Math.log1p(from / cDays);
    const integral = (cDays * Math.exp((1 - p) * start)) / (p - 1);
    return { integral, byC: (integral * (1 + ((p - 1) * from) / (cDays + from))) / cDays, byP: -integral * (start + 1 / (p - 1)), byTaper: 0 };
  }
  const sums = { integral: 0, byC: 0, byP: 0, byTaper: 0 };
  for (let low = from; low < to; ) {
    const before = sums.integral;
    const high = Math.min(to, nextEdge(low, kernel));
    addPanel(sums, low, high, kernel);
    // The rest of an exponential decay is below its last day's worth times e^{-1}/(1 - e^{-1}).
    if (low > taperDays && sums.integral - before <= 1e-17 * sums.integral) break;
    low = high;
  }
  return sums;
}

/**
 * Adds the integral from `low` to `high` by the ten-point rule in σ = ln((c + t)/(c + low)). Exact to rounding when σ stays
 * within 1 and t within one τ beyond the first, which {@link nextEdge} guarantees.
 */
export function addPanel(sums: { integral: number; byC: number; byP: number; byTaper: number }, low: Days, high: Days, kernel: TemporalKernel): void {
  const { cDays, p, taperDays } = kernel;
  const start = cDays + low;
  const width = Math.log1p((high - low) / start);
  const logStart = Math.log1p(low / cDays);
  for (let node = 0; node < LEGENDRE_NODES.length; node++) {
    const sigma = LEGENDRE_NODES[node] * width;
    const t = low + start * Math.expm1(sigma);
    const logRatio = logStart + sigma;
    const mass = LEGENDRE_WEIGHTS[node] * width * (cDays + t) * Math.exp(-p * logRatio - t / taperDays);
    sums.integral += mass;
    sums.byC += (mass * p * t) / (cDays * (cDays + t));
    sums.byP -= mass * logRatio;
    sums.byTaper += (mass * (t / taperDays)) / taperDays;
  }
}

/** Where the panel that starts at t ends: a factor e in c + t up to τ, then steps of τ. */
export function nextEdge(t: Days, { cDays, taperDays }: TemporalKernel): Days {
  return t < taperDays ? Math.min(Math.max(t + (cDays + t) * (Math.E - 1), 0), taperDays) : t + taperDays;
}

function untapered({ p, taperDays }: TemporalKernel): boolean {
  if (taperDays !== Infinity) return false;
  if (!(p > 1)) throw new RangeError(`an Omori law without taper has a total only for p > 1, got ${p}`);
  return true;
}

/** Panels between 0 and τ that are even in ln(1 + t/c), then of width τ; the integral over each of the first ones is kept. */
interface PanelTable {
  readonly kernel: TemporalKernel;
  readonly logPanels: number;
  readonly logWidth: number;
  readonly masses: Float64Array;
  readonly total: number;
}

/** e^{−40} of the mass lies beyond. */
const TAPER_PANELS = 40;
const tables = new WeakMap<TemporalKernel, PanelTable>();

function panelTable(kernel: TemporalKernel): PanelTable {
  const known = tables.get(kernel);
  if (known !== undefined) return known;
  const logRange = Math.log1p(kernel.taperDays / kernel.cDays);
  const logPanels = Math.ceil(logRange);
  const masses = new Float64Array(logPanels + TAPER_PANELS);
  const bare = { kernel, logPanels, logWidth: logRange / logPanels, masses, total: 0 };
  let total = 0;
  for (let panel = masses.length - 1; panel >= 0; panel--) {
    const low = edge(panel, bare);
    masses[panel] = panelIntegral(low, edge(panel + 1, bare) - low, kernel);
    total += masses[panel];
  }
  const table = { ...bare, total };
  tables.set(kernel, table);
  return table;
}

function edge(panel: number, { kernel, logPanels, logWidth }: PanelTable): Days {
  return panel < logPanels ? kernel.cDays * Math.expm1(panel * logWidth) : kernel.taperDays * (1 + panel - logPanels);
}

function panelOf(t: Days, table: PanelTable): number {
  const { cDays, taperDays } = table.kernel;
  let panel = t < taperDays ? Math.min(Math.floor(Math.log1p(t / cDays) / table.logWidth), table.logPanels - 1) : table.logPanels + Math.floor(t / taperDays) - 1;
  while (edge(panel + 1, table) <= t) panel++;
  while (edge(panel, table) > t) panel--;
  return panel;
}

/** The integral over `duration` days after `from`; the span is not formed as a difference when it lies within one panel. */
function integralOver(from: Days, duration: Days, table: PanelTable): number {
  const to = from + duration;
  let integral = 0;
  let low = from;
  for (let panel = panelOf(from, table); low < to || low === from; panel++) {
    const high = Math.min(edge(panel + 1, table), to);
    const mass = wholePanel(low, high, low === from && high === to ? duration : high - low, panel, table);
    integral += mass;
    if (high === to || (panel >= table.logPanels && mass <= 1e-17 * integral)) break;
    low = high;
  }
  return integral;
}

/** The integral over [low, high], a span within a panel; looked up where it is the panel. */
function wholePanel(low: Days, high: Days, span: Days, panel: number, table: PanelTable): number {
  return panel < table.masses.length && low === edge(panel, table) && high === edge(panel + 1, table) ? table.masses[panel] : panelIntegral(low, span, table.kernel);
}

function panelIntegral(low: Days, span: Days, { cDays, p, taperDays }: TemporalKernel): number {
  const start = cDays + low;
  const width = Math.log1p(span / start);
  return start * Math.exp(-p * Math.log1p(low / cDays) - low / taperDays) * width * scaledIntegral(width, p, start / taperDays);
}

/** ∫ over [0, 1] of e^{(1 − p)σ − r(e^σ − 1)}, σ = width · node: the integrand in units of its value at the panel's start. */
function scaledIntegral(width: number, p: number, ratio: number): number {
  let integral = 0;
  for (let node = 0; node < LEGENDRE_NODES.length; node++) {
    const sigma = LEGENDRE_NODES[node] * width;
    integral += LEGENDRE_WEIGHTS[node] * Math.exp((1 - p) * sigma - ratio * Math.expm1(sigma));
  }
  return integral;
}

/** Days after `low` at which the integral reaches the `share` of what `span` days have. */
function inverseWithinPanel(share: number, low: Days, span: Days, { cDays, p, taperDays }: TemporalKernel): Days {
  if (!(share > 0)) return 0;
  const start = cDays + low;
  const ratio = start / taperDays;
  const width = Math.log1p(span / start);
  const wanted = Math.min(share, 1) * width * scaledIntegral(width, p, ratio);
  const slope = 1 - p - (ratio * Math.expm1(width)) / width;
  let sigma = Math.abs(slope * width) < 1e-8 ? share * width : Math.log1p(share * Math.expm1(slope * width)) / slope;
  let lowest = 0;
  let highest = width;
  for (let step = 0; step < 60; step++) {
    const excess = sigma * scaledIntegral(sigma, p, ratio) - wanted;
    if (excess > 0) highest = sigma;
    else lowest = sigma;
    const newton = excess / Math.exp((1 - p) * sigma - ratio * Math.expm1(sigma));
    let next = sigma - newton / (1 - 0.5 * newton * (1 - p - ratio * Math.exp(sigma)));
    if (!(next >= lowest && next <= highest)) next = (lowest + highest) / 2;
    const change = Math.abs(next - sigma);
    sigma = next;
    // The error is cubed by a step.
    if (change <= 1e-5 * sigma) break;
  }
  return start * Math.expm1(sigma);
}
