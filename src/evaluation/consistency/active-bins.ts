import { samplePoisson } from "../../numerics/random/samplers.ts";
import type { RandomStream } from "../../numerics/random/stream.ts";
import { type BinDrawer, orderedDrawer } from "./bin-drawer.ts";

/** Draws the bins with at least one event into the start of `into` (as long as there are bins), and returns how many. */
export type ActiveBinSampler = (stream: RandomStream, into: Int32Array) => number;

/**
 * Successive sampling: bins in proportion to their rates until `count` different ones are hit, one draw a try, which is
 * pyCSEP's order of draws if the drawer's is. Once `patience` tries in a row have found nothing new, the bins hit are
 * taken out and the rest drawn from: the law is the same, and a bin of rate 1e-12 does not take 1e12 tries. Bins of rate
 * zero cannot be hit; where fewer others are there, all of them are.
 */
export function successiveSampler(drawer: BinDrawer, count: number, patience: number): ActiveBinSampler {
  const { rates } = drawer;
  const wanted = Math.min(count, rates.reduce((positive, rate) => positive + (rate > 0 ? 1 : 0), 0));
  if (wanted === 0) return () => 0;
  const hit = new Uint8Array(rates.length);
  return (stream, into) => {
    let { draw } = drawer;
    let found = 0;
    let misses = 0;
    while (found < wanted) {
      const tries = wanted - found;
      const bins = draw(stream, tries);
      for (let i = 0; i < tries; i++) {
        if (hit[bins[i]] === 1) misses++;
        else {
          hit[bins[i]] = 1;
          into[found++] = bins[i];
          misses = 0;
        }
      }
      if (misses >= patience && found < wanted) {
        ({ draw } = orderedDrawer(rates.map((rate, bin) => (hit[bin] === 1 ? 0 : rate))));
        misses = 0;
      }
    }
    for (let i = 0; i < found; i++) hit[into[i]] = 0;
    return found;
  };
}

/** The bins hit by a Poisson number of events: each bin on its own with probability 1 − e^{−λ}. */
export function poissonSampler({ rates, draw }: BinDrawer): ActiveBinSampler {
  let total = 0;
  for (const rate of rates) total += rate;
  const hit = new Uint8Array(rates.length);
  return (stream, into) => {
    const events = samplePoisson(stream, total);
    const bins = draw(stream, events);
    let found = 0;
    for (let event = 0; event < events; event++) {
      if (hit[bins[event]] === 1) continue;
      hit[bins[event]] = 1;
      into[found++] = bins[event];
    }
    for (let i = 0; i < found; i++) hit[into[i]] = 0;
    return found;
  };
}
