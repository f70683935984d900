import { compilePhiloxKernel, KERNEL_BLOCKS, type PhiloxKernel } from "./philox-kernel.ts";
import { type RandomStream, toDouble } from "./stream.ts";

/**
 * A stream of Philox4x32-10 (Salmon et al. 2011): the key and the upper 64 bits of the counter name the stream, the
 * lower 64 bits count its blocks of four words. Different names give independent streams that need no coordination.
 */
export function philoxStream(
  key: readonly [number, number],
  counterHigh: readonly [number, number] = [0, 0],
): RandomStream {
  const counter = Uint32Array.of(0, 0, counterHigh[0], counterHigh[1]);
  // Many streams give a handful of numbers; long ones are filled in longer stretches.
  let words = new Uint32Array(FIRST_BLOCKS * 4);
  let used = words.length;

  function nextUint32(): number {
    if (used === words.length) refill();
    return words[used++];
  }

  function refill(): void {
    if (counter[0] === FIRST_BLOCKS) words = new Uint32Array(KERNEL_BLOCKS * 4);
    fillBlocks(counter, key, words);
    used = 0;
  }

  function nextDouble(): number {
    return toDouble(nextUint32(), nextUint32());
  }

  function fillDoubles(into: Float64Array, count: number): void {
    for (let filled = 0; filled < count; ) {
      const pairs = Math.min(count - filled, (words.length - used) >>> 1);
      for (let i = 0; i < pairs; i++, used += 2) into[filled + i] = toDouble(words[used], words[used + 1]);
      filled += pairs;
      // Where one word or none is left in the buffer the pair spans a refill.
      if (filled < count) into[filled++] = nextDouble();
    }
  }

  function fillUint32s(into: Uint32Array, count: number): void {
    for (let filled = 0; filled < count; ) {
      if (used === words.length) refill();
      const some = Math.min(count - filled, words.length - used);
      for (let i = 0; i < some; i++) into[filled + i] = words[used + i];
      used += some;
      filled += some;
    }
  }

  return { nextUint32, nextDouble, fillDoubles, fillUint32s };
}

const FIRST_BLOCKS = 4;
let kernel: PhiloxKernel | undefined | "not compiled" = "not compiled";

/** Consecutive blocks of the stream into `words`, and the counter behind them. */
function fillBlocks(counter: Uint32Array, key: readonly [number, number], words: Uint32Array): void {
  if (kernel === "not compiled") kernel = compilePhiloxKernel();
  const blocks = words.length / 4;
  // The kernel does not carry into the second word: a stretch that crosses 2^32 goes block by block.
  if (kernel !== undefined && counter[0] + blocks <= 0x100000000) {
    kernel.fill(counter[0], counter[1], counter[2], counter[3], key[0], key[1], blocks);
    words.set(words.length === kernel.words.length ? kernel.words : kernel.words.subarray(0, words.length));
    counter[0] += blocks;
    if (counter[0] === 0) counter[1]++;
    return;
  }
  const block = new Uint32Array(4);
  for (let offset = 0; offset < words.length; offset += 4) {
    philox4x32(counter, key, block);
    words.set(block, offset);
    if (++counter[0] === 0) counter[1]++;
  }
}

/** Ten rounds of Philox4x32 on a 128-bit counter (four words, least significant first) under a 64-bit key, into `block`. */
export function philox4x32(counter: ArrayLike<number>, key: readonly [number, number], block: Uint32Array): void {
  let c0 = counter[0];
  let c1 = counter[1];
  let c2 = counter[2];
  let c3 = counter[3];
  let k0 = key[0];
  let k1 = key[1];
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd2511f53, c0);
    const high1 = multiplyHigh(0xcd9e8d57, c2);
    const low0 = Math.imul(0xd2511f53, c0);
    const low1 = Math.imul(0xcd9e8d57, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  block[0] = c0;
  block[1] = c1;
  block[2] = c2;
  block[3] = c3;
}

/** Upper 32 bits of the 64-bit product of two 32-bit words, by 16-bit halves. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const cross = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (cross & 0xffff);
  return aHigh * bHigh + (cross >>> 16) + (carry >>> 16);
}
