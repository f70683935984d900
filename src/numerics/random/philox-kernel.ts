/** Writes `blocks` blocks of four words, counters `c0`, `c0 + 1`, … (mod 2^32), to the start of the kernel's memory. */
export type PhiloxFill = (c0: number, c1: number, c2: number, c3: number, k0: number, k1: number, blocks: number) => void;

export interface PhiloxKernel {
  readonly fill: PhiloxFill;
  /** The kernel's memory, shared by all streams: copy what `fill` wrote before calling it again. */
  readonly words: Uint32Array;
}

/** Blocks of four words that the memory holds. */
export const KERNEL_BLOCKS = 64;

/**
 * Philox4x32-10 as a WebAssembly module assembled here, instruction by instruction: a round needs the upper half of two
 * 32 × 32 bit products, one instruction each there and a dozen in JavaScript. Five times as fast, and the same bits.
 * Undefined where the platform has no WebAssembly.
 */
export function compilePhiloxKernel(): PhiloxKernel | undefined {
  const { WebAssembly: platform } = globalThis as { WebAssembly?: WebAssemblyPlatform };
  if (platform === undefined) return undefined;
  const { fill, memory } = new platform.Instance(new platform.Module(moduleBytes())).exports;
  return { fill, words: new Uint32Array(memory.buffer, 0, 4 * KERNEL_BLOCKS) };
}

/** The part of the WebAssembly interface used here; its types come with the browser's library, which is not loaded. */
interface WebAssemblyPlatform {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: { readonly fill: PhiloxFill; readonly memory: { readonly buffer: ArrayBuffer } } };
}

const I32 = 0x7f;
const I64 = 0x7e;

/** Binary format of the WebAssembly core specification 1.0, section 5.5: types, functions, memories, exports, code. */
function moduleBytes(): Uint8Array {
  const body = [2, 7, I32, 2, I64, ...fillInstructions()];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 7, ...new Array<number>(7).fill(I32), 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, ...name("fill"), 0, 0, ...name("memory"), 2, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}

// Parameters 0–6 in the order of PhiloxFill; locals after them.
const COUNTER = [0, 1, 2, 3];
const KEY = [4, 5];
const REMAINING = 6;
const POINTER = 7;
const STATE = [8, 9, 10, 11];
const PRODUCT = [14, 15];
const MULTIPLIERS = [0xd2511f53n, 0xcd9e8d57n];
const KEY_STEPS = [0x9e3779b9, 0xbb67ae85];

/** do { state = counter; ten rounds; store; } while (--remaining): the ten rounds are written out. */
function fillInstructions(): number[] {
  const code: number[] = [0x03, 0x40];
  for (let word = 0; word < 4; word++) code.push(...get(COUNTER[word]), ...set(STATE[word]));
  for (let round = 0; round < 10; round++) code.push(...roundInstructions(round));
  for (let word = 0; word < 4; word++) code.push(...get(POINTER), ...get(STATE[word]), 0x36, 2, 4 * word);
  code.push(...get(POINTER), ...constant32(16), ADD, ...set(POINTER));
  code.push(...get(COUNTER[0]), ...constant32(1), ADD, ...set(COUNTER[0]));
  code.push(...get(REMAINING), ...constant32(-1), ADD, 0x22, REMAINING, 0x0d, 0, 0x0b, 0x0b);
  return code;
}

/** One round, as in `philox4x32`. */
function roundInstructions(round: number): number[] {
  const product = (side: 0 | 1): number[] => [...get(STATE[2 * side]), EXTEND, 0x42, ...signed(MULTIPLIERS[side]), 0x7e, ...set(PRODUCT[side])];
  const high = (side: 0 | 1): number[] => [...get(PRODUCT[side]), 0x42, ...signed(32n), 0x88, WRAP];
  const key = (side: 0 | 1): number[] => [...get(KEY[side]), ...constant32(Math.imul(KEY_STEPS[side], round)), ADD];
  return [
    ...product(0), ...product(1),
    ...high(1), ...get(STATE[1]), XOR, ...key(0), XOR, ...set(STATE[0]),
    ...high(0), ...get(STATE[3]), XOR, ...key(1), XOR, ...set(STATE[2]),
    ...get(PRODUCT[1]), WRAP, ...set(STATE[1]),
    ...get(PRODUCT[0]), WRAP, ...set(STATE[3]),
  ];
}

const ADD = 0x6a;
const XOR = 0x73;
const WRAP = 0xa7;
const EXTEND = 0xad;

function get(local: number): number[] {
  return [0x20, local];
}

function set(local: number): number[] {
  return [0x21, local];
}

function constant32(value: number): number[] {
  return [0x41, ...signed(BigInt(value))];
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function name(text: string): number[] {
  return [text.length, ...Array.from(text, (letter) => letter.charCodeAt(0))];
}

/** LEB128 of a length. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

/** Signed LEB128. */
function signed(value: bigint): number[] {
  const low = Number(value & 0x7fn);
  const rest = value >> 7n;
  const last = (rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0);
  return last ? [low] : [low | 0x80, ...signed(rest)];
}
