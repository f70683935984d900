import { type RandomStream, toDouble } from "../../src/numerics/random/stream.ts";

const length = 624;
const shift = 397;

/**
 * The Mersenne Twister MT19937 (Matsumoto & Nishimura 1998), seeded by Knuth's recurrence as numpy's legacy generator
 * does for an integer seed. It exists to reproduce published pyCSEP results; our own draws use {@link namedStream}.
 *
 * @param seed integer in [0, 2^32).
 * @throws RangeError for any other seed.
 */
export function mt19937Stream(seed: number): RandomStream {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new RangeError(`mt19937Stream: seed must be an integer in [0, 2^32), got ${seed}`);
  }
  const state = seededState(seed);
  let position = length;

  function nextUint32(): number {
    if (position === length) {
      twist(state);
      position = 0;
    }
    return temper(state[position++]);
  }

  return {
    nextUint32,
    nextDouble: () => toDouble(nextUint32(), nextUint32()),
    fillDoubles(into, count) {
      for (let i = 0; i < count; i++) into[i] = toDouble(nextUint32(), nextUint32());
    },
    fillUint32s(into, count) {
      for (let i = 0; i < count; i++) into[i] = nextUint32();
    },
  };
}

function seededState(seed: number): Uint32Array {
  const state = new Uint32Array(length);
  state[0] = seed;
  for (let i = 1; i < length; i++) {
    const previous = state[i - 1];
    state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
  }
  return state;
}

function twist(state: Uint32Array): void {
  for (let i = 0; i < length; i++) {
    const joined = (state[i] & 0x80000000) | (state[(i + 1) % length] & 0x7fffffff);
    state[i] = state[(i + shift) % length] ^ (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0);
  }
}

function temper(word: number): number {
  let y = word;
  y ^= y >>> 11;
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  y ^= y >>> 18;
  return y >>> 0;
}
