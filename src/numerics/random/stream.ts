/** A deterministic source of random bits. Samplers take one as their first argument; nothing draws from a global. */
export interface RandomStream {
  /** The next 32 random bits, an integer in [0, 2^32). */
  nextUint32(): number;
  /** The next number in [0, 1) with 53 random bits, made of two words. */
  nextDouble(): number;
  /** The next `count` numbers of `nextDouble`, in order, to the start of `into`; a few times quicker than one by one. */
  fillDoubles(into: Float64Array, count: number): void;
  /** The same for words. */
  fillUint32s(into: Uint32Array, count: number): void;
}

/** Two 32-bit words to a number in [0, 1): 27 bits of the first above 26 of the second. */
export function toDouble(first: number, second: number): number {
  return ((first >>> 5) * 67108864 + (second >>> 6)) / 9007199254740992;
}
