import { type CumulativeTable, createCumulativeTable } from "../../numerics/random/cumulative-table.ts";
import type { RandomStream } from "../../numerics/random/stream.ts";
import { fallingRates } from "./falling-rates.ts";

/** Draws bins in proportion to rates. */
export interface BinDrawer {
  /** The rates in the order in which bins are numbered; their total is positive. */
  readonly rates: Float64Array;
  /** The bins of `count` events, at the start of an array that the next call overwrites. */
  draw(stream: RandomStream, count: number): Int32Array;
}

/** Bins in their own order and one uniform an event, inverted as pyCSEP inverts it. */
export function orderedDrawer(rates: Float64Array): BinDrawer {
  const table = tableOf(rates);
  let uniforms = new Float64Array(0);
  let bins = new Int32Array(0);
  return {
    rates,
    draw(stream, count) {
      if (count > uniforms.length) {
        uniforms = new Float64Array(2 * count);
        bins = new Int32Array(2 * count);
      }
      stream.fillDoubles(uniforms, count);
      table.sampleMany(uniforms, count, bins);
      return bins;
    },
  };
}

/** The same law sooner: bins often drawn lie together in memory, and most events take half the random numbers. */
export function quickDrawer(rates: Float64Array): BinDrawer {
  const ordered = fallingRates(rates);
  const table = tableOf(ordered);
  let words = new Uint32Array(0);
  let bins = new Int32Array(0);
  return {
    rates: ordered,
    draw(stream, count) {
      if (count > words.length) {
        words = new Uint32Array(2 * count);
        bins = new Int32Array(2 * count);
      }
      stream.fillUint32s(words, count);
      table.sampleWords(words, count, stream.nextUint32, bins);
      return bins;
    },
  };
}

/** Tables by the array they were made of, which must not change afterwards: all tests of a forecast draw from one. */
const tables = new WeakMap<Float64Array, CumulativeTable>();

function tableOf(rates: Float64Array): CumulativeTable {
  let table = tables.get(rates);
  if (table === undefined) tables.set(rates, (table = createCumulativeTable(rates)));
  return table;
}
