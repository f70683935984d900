import { sampleNormal } from "../../../../src/numerics/random/samplers.ts";
import type { RandomStream } from "../../../../src/numerics/random/stream.ts";
import type { World } from "../../../../src/gate/operating-characteristics/contest.ts";

/** Bad and good seasons in turn, of so many windows each, the bad one first: never better on average so far. */
export function seasonalWorld(edge: number, season: number): World {
  return (stream, { gains }) => {
    for (let t = 0; t < gains.length; t++) gains[t] = (inGoodSeason(t, season) ? edge : -edge) + sampleNormal(stream);
  };
}

export function inGoodSeason(t: number, season: number): boolean {
  return Math.floor(t / season) % 2 === 1;
}

/** Sums of `span` neighbouring values of white noise, of variance 1: gains of windows of that many issue steps, issued every step. */
export function overlappingWorld(span: number): World {
  return (stream, { gains }) => {
    const noise = normals(stream, gains.length + span - 1);
    for (let t = 0; t < gains.length; t++) {
      let sum = 0;
      for (let k = 0; k < span; k++) sum += noise[t + k];
      gains[t] = sum / Math.sqrt(span);
    }
  };
}

function normals(stream: RandomStream, count: number): Float64Array {
  const values = new Float64Array(count);
  for (let k = 0; k < count; k++) values[k] = sampleNormal(stream);
  return values;
}
