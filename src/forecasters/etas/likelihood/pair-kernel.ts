import { lowerBound } from "../../../seismicity/catalog.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import { PAIR_KERNEL_BASE64 } from "./pair-kernel-binary.ts";
import { SUMS_PER_TARGET } from "./pair-sums-plain.ts";
import { boundaryNodes } from "./polygon-nodes.ts";
import type { EtasProblem, EtasSources } from "./problem.ts";
import type { EtasRate } from "./rate.ts";

/** A choice of pairs: for each target some of its sources, and some more that stand for several each. */
export interface PairList {
  /** Source indices, target by target. */
  readonly entries: Uint32Array;
  /** Four a target: start and end of the entries that count once, start and end of those that count `weight` times. */
  readonly segments: Uint32Array;
  readonly weight: number;
}

/** Where and when intensities are asked for. Columns have equal lengths. */
export type TargetPoints = Omit<EtasSources, "magnitude">;

/** The targets of a problem. */
export function targetPoints({ sources: { tDays, xKm, yKm, zKm }, targets }: EtasProblem): TargetPoints {
  const pick = (values: Float64Array): Float64Array => Float64Array.from(targets, (j) => values[j]);
  return { tDays: pick(tDays), xKm: pick(xKm), yKm: pick(yKm), ...(zKm === undefined ? {} : { zKm: pick(zKm) }) };
}

/** The sums over pairs and over the region's boundary at one rate. Results are views that the next call overwrites. */
export interface PairKernel {
  /** Number of pairs of a target and an earlier source. */
  readonly pairCount: number;
  setRate(rate: EtasRate): void;
  /** The eight sums of each target (see `pair-kernel.asc`), over all earlier sources or those of the list in use. */
  pairSums(listed: boolean): Float64Array;
  useList(list: PairList): void;
  /** Rate at the target due to each earlier source. */
  pairRates(target: number): Float64Array;
  /**
   * For each source, with e = (1 + r²/z²)^{1 − q} and B = 1 − 1/(1 + r²/z²): the mean over directions of e at the boundary,
   * of e ln(1 + r²/z²) and of e B. `winding` less the first is the share of its aftershocks that fall in the region.
   */
  boundarySums(): { readonly sums: Float64Array; readonly winding: Float64Array };
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  pairSums(...values: readonly number[]): void;
  pairRates(...values: readonly number[]): void;
  boundarySums(...values: readonly number[]): void;
}

// The WebAssembly namespace is missing from the type libraries in use.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

const SOURCE_COLUMNS = 7;
const TARGET_COLUMNS = 4;
const WORK_BYTES = 9 * 1024;
const PAGE = 65_536;
/** Squared chord over squared diameter up to which the kernel's arc series holds to rounding: 0.53 radians. */
const WIDEST_CHORD = 0.07;

let compiled: object | undefined;

/**
 * The kernel of a problem, with other points in place of its targets if wanted.
 *
 * @throws InputError for points on a sphere that are more than 0.53 radians (3,380 km on Earth) apart
 */
export function createPairKernel(problem: Omit<EtasProblem, "targets">, targets: TargetPoints): PairKernel {
  const { sources, region, referenceMagnitude, sphereRadiusKm } = problem;
  const targetCount = targets.tDays.length;
  const inverseDiameter2 = sphereRadiusKm === undefined ? 0 : 1 / (4 * sphereRadiusKm * sphereRadiusKm);
  requireNarrow(problem, inverseDiameter2);
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(PAIR_KERNEL_BASE64), (character) => character.charCodeAt(0)));
  const kernel = new WebAssembly.Instance(compiled).exports as Exports;
  const memory = linearMemory(kernel.memory);

  const count = sources.tDays.length;
  // One more than needed and an even number: the kernel reads two sources at a time.
  const stride = 8 * (2 * Math.ceil((count + 1) / 2));
  const targetStride = 8 * targetCount;
  const sourceBase = memory.allocate(SOURCE_COLUMNS * stride);
  const targetBase = memory.allocate(TARGET_COLUMNS * targetStride);
  const segmentBase = memory.allocate(16 * targetCount);
  const sumBase = memory.allocate(64 * targetCount);
  const rateBase = memory.allocate(stride);
  const workBase = memory.allocate(WORK_BYTES);
  const column = (index: number): Float64Array => memory.doubles(sourceBase + index * stride, count);
  (["tDays", "xKm", "yKm", "zKm"] as const).forEach((name, index) => {
    column(index).set(sources[name] ?? []);
    memory.doubles(targetBase + index * targetStride, targetCount).set(targets[name] ?? []);
  });
  column(4).set(sources.magnitude.map((magnitude) => magnitude - referenceMagnitude));

  const earlier = Uint32Array.from(targets.tDays, (t) => lowerBound(sources.tDays, t));
  const allSegments = new Uint32Array(4 * targetCount);
  earlier.forEach((sourceCount, j) => (allSegments[4 * j + 1] = sourceCount));

  const nodes = region === "everywhere" ? undefined : placeNodes();
  let list: PairList | undefined;
  let listBase = 0;
  let listRoom = 0;
  let kernelShape: readonly number[] = [];

  return {
    pairCount: earlier.reduce((pairs, sourceCount) => pairs + sourceCount, 0),
    setRate(rate) {
      const logFactors = column(5);
      const inverseScales2 = column(6);
      const dm = column(4);
      const logFactor = Math.log((rate.productivityPerDay * (rate.q - 1)) / Math.PI) - 2 * Math.log(rate.DKm);
      for (let i = 0; i < count; i++) {
        logFactors[i] = logFactor + (rate.alpha - 2 * rate.gamma) * dm[i];
        inverseScales2[i] = Math.exp(-2 * rate.gamma * dm[i]) / (rate.DKm * rate.DKm);
      }
      kernelShape = [rate.cDays, rate.p, 1 / rate.taperDays, rate.q, inverseDiameter2];
    },
    useList(chosen) {
      list = chosen;
      // Two more entries, for the kernel reads two at a time.
      const bytes = 4 * (chosen.entries.length + 2);
      if (bytes > listRoom) [listBase, listRoom] = [memory.allocate(bytes), bytes];
      memory.integers(listBase, chosen.entries.length + 2).set([0, 0], chosen.entries.length);
      memory.integers(listBase, chosen.entries.length).set(chosen.entries);
    },
    pairSums(listed) {
      const chosen = listed ? list : undefined;
      memory.integers(segmentBase, 4 * targetCount).set(chosen?.segments ?? allSegments);
      kernel.pairSums(
        workBase, sourceBase, stride, targetBase, targetStride, segmentBase, chosen === undefined ? 0 : listBase, sumBase,
        0, targetCount, Math.log(chosen?.weight ?? 1), ...kernelShape,
      );
      return memory.doubles(sumBase, SUMS_PER_TARGET * targetCount);
    },
    pairRates(target) {
      kernel.pairRates(workBase, sourceBase, stride, targetBase, targetStride, rateBase, target, earlier[target], ...kernelShape);
      return memory.doubles(rateBase, earlier[target]);
    },
    boundarySums() {
      if (nodes === undefined) return { sums: new Float64Array(3 * count), winding: new Float64Array(count).fill(1) };
      kernel.boundarySums(nodes.squareBase, nodes.weightBase, nodes.offsetBase, sourceBase + 6 * stride, nodes.sumBase, 0, count, kernelShape[3]);
      return { sums: memory.doubles(nodes.sumBase, 3 * count), winding: nodes.winding };
    },
  };

  function placeNodes(): { squareBase: number; weightBase: number; offsetBase: number; sumBase: number; winding: Float64Array } {
    if (region === "everywhere") throw new TypeError("a region without boundary has no nodes");
    const perSource = Array.from({ length: count }, (_, i) => boundaryNodes(sources.xKm[i], sources.yKm[i], region));
    const offsets = new Uint32Array(count + 1);
    perSource.forEach(({ squares }, i) => (offsets[i + 1] = offsets[i] + 2 * Math.ceil(squares.length / 2)));
    const squareBase = memory.allocate(8 * offsets[count]);
    const weightBase = memory.allocate(8 * offsets[count]);
    const offsetBase = memory.allocate(4 * (count + 1));
    const sumBase = memory.allocate(24 * count);
    memory.integers(offsetBase, count + 1).set(offsets);
    const winding = new Float64Array(count);
    perSource.forEach(({ squares, weights }, i) => {
      memory.doubles(squareBase + 8 * offsets[i], squares.length).set(squares);
      memory.doubles(weightBase + 8 * offsets[i], weights.length).set(weights);
      winding[i] = weights.reduce((total, weight) => total + weight, 0);
    });
    return { squareBase, weightBase, offsetBase, sumBase, winding };
  }
}

/** Room in a module's memory, handed out once and never taken back. New memory is zero. */
function linearMemory(memory: Exports["memory"]) {
  // The first kilobyte is left alone: an address of 0 means "none".
  let top = 1024;
  return {
    allocate(bytes: number): number {
      const base = top;
      top += 16 * Math.ceil(bytes / 16) + 16;
      const missing = top - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
      return base;
    },
    doubles: (base: number, length: number): Float64Array => new Float64Array(memory.buffer, base, length),
    integers: (base: number, length: number): Uint32Array => new Uint32Array(memory.buffer, base, length),
  };
}

function requireNarrow({ sources: { xKm, yKm, zKm } }: Pick<EtasProblem, "sources">, inverseDiameter2: number): void {
  if (zKm === undefined || xKm.length === 0) return;
  // Twice the largest chord from the first source bounds every chord; near the bound all pairs are looked at.
  const chord2 = (i: number, j: number): number => ((xKm[i] - xKm[j]) ** 2 + (yKm[i] - yKm[j]) ** 2 + (zKm[i] - zKm[j]) ** 2) * inverseDiameter2;
  const fromFirst = xKm.reduce((largest, _, i) => Math.max(largest, chord2(i, 0)), 0);
  if (4 * fromFirst <= WIDEST_CHORD) return;
  for (let i = 0; i < xKm.length; i++) {
    for (let j = 0; j < i; j++) {
      if (chord2(i, j) > WIDEST_CHORD) throw new InputError("ETAS sources lie too far apart for distances on a sphere", { field: `sources[${i}] and sources[${j}]`, expected: "at most 0.53 radians apart" });
    }
  }
}
