import { type RandomStream, toDouble } from "./stream.ts";

/**
 * A stream of Philox4x32-10 (Salmon et al. 2011): the key and the upper 64 bits of the counter name the stream, the
 * lower 64 bits count its blocks of four words. Different names give independent streams that need no coordination.
 */
export function philoxStream(
  key: readonly [number, number],
  counterHigh: readonly [number, number] = [0, 0],
): RandomStream {
  const block = new Uint32Array(4);
  const counter = Uint32Array.of(0, 0, counterHigh[0], counterHigh[1]);
  let used = 4;

  function nextUint32(): number {
    if (used === 4) {
      philox4x32(counter, key, block);
      if (++counter[0] === 0) counter[1]++;
      used = 0;
    }
    return block[used++];
  }

  return { nextUint32, nextDouble: () => toDouble(nextUint32(), nextUint32()) };
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
