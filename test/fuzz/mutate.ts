import type { RandomStream } from "../../src/numerics/random/stream.ts";

type Mutation = (bytes: Buffer, pick: Pick) => Buffer;

/** Draws that mutations need. */
interface Pick {
  /** An integer from 0 to `below` − 1. */
  below(below: number): number;
  of<T>(values: readonly T[]): T;
}

/** Numbers that readers may stumble over, and texts in places of numbers. */
const AWKWARD = [
  "", "0", "-0", "-1", "1e309", "-1e309", "1e-400", "5e-324", "1.7976931348623157e308", "NaN", "nan", "Infinity", "inf", "-inf", "0x10", "1_000", "1,5", "1e", ".", "-", "+5",
  "99999999999999999999999", "2147483648", "9007199254740993", "360.0000001", "-180.5", "90.0000001", "0.1e1", "١٢", "１", "null", "true", "1e22", "00000000000000000000001", "1.", ".5",
];
const AWKWARD_TEXT = ["\u0000", "\ufeff", "é", "\u2028", "𝟘", "\"", "'", ",", ";", "\t", "\r", "\r\n", "\n", "\n\n", "#", "%", "&", "<", ">", "{", "}", "[", "]", "\\", "<!--", "]]>", "&#0;"];

const MUTATIONS: readonly Mutation[] = [
  (bytes, pick) => changed(bytes, pick, (byte) => byte ^ (1 << pick.below(8))),
  (bytes, pick) => changed(bytes, pick, () => pick.below(256)),
  (bytes, pick) => bytes.subarray(0, pick.below(bytes.length + 1)),
  (bytes, pick) => bytes.subarray(pick.below(bytes.length + 1)),
  (bytes, pick) => cut(bytes, pick.below(bytes.length + 1), 1 + pick.below(20)),
  (bytes, pick) => inserted(bytes, pick.below(bytes.length + 1), Buffer.from(pick.of(AWKWARD_TEXT))),
  (bytes, pick) => inserted(bytes, pick.below(bytes.length + 1), bytes.subarray(0, pick.below(40))),
  (bytes, pick) => inserted(bytes, pick.below(bytes.length + 1), Buffer.from(Array.from({ length: 1 + pick.below(8) }, () => pick.below(256)))),
  (bytes, pick) => lines(bytes, (all) => all.splice(pick.below(all.length), 1)),
  (bytes, pick) => lines(bytes, (all) => all.splice(pick.below(all.length), 0, pick.of(all))),
  (bytes, pick) => lines(bytes, (all) => { const [a, b] = [pick.below(all.length), pick.below(all.length)]; [all[a], all[b]] = [all[b]!, all[a]!]; }),
  (bytes, pick) => fields(bytes, pick, (all) => { const [a, b] = [2 * pick.below(Math.ceil(all.length / 2)), 2 * pick.below(Math.ceil(all.length / 2))]; [all[a], all[b]] = [all[b]!, all[a]!]; }),
  (bytes, pick) => fields(bytes, pick, (all) => { all[2 * pick.below(Math.ceil(all.length / 2))] = pick.of(AWKWARD); }),
  (bytes, pick) => fields(bytes, pick, (all) => all.splice(pick.below(all.length), 1 + pick.below(3))),
  (bytes, pick) => number(bytes, pick, () => pick.of(AWKWARD)),
  (bytes, pick) => number(bytes, pick, (token) => `${token.slice(0, pick.below(token.length + 1))}${pick.below(10)}${token.slice(pick.below(token.length + 1))}`),
  (bytes, pick) => number(bytes, pick, (token) => String(Number(token) * pick.of([-1, 10, 0.1, 1e10, 1e300]))),
  (bytes) => Buffer.from(bytes.toString("latin1").replaceAll("\n", "\r\n"), "latin1"),
  (bytes) => Buffer.from(bytes.toString("latin1").replaceAll("\n", "\r"), "latin1"),
  (bytes) => Buffer.concat([bytes, bytes]),
];

/** One to three changes of `bytes` that a damaged disk, a broken transfer or a careless hand could make; once in a thousand nothing is left. */
export function mutate(bytes: Uint8Array, stream: RandomStream): Uint8Array {
  const below = (limit: number): number => Math.floor(stream.nextDouble() * limit);
  const pick: Pick = { below, of: (values) => values[below(values.length)]! };
  if (below(1000) === 0) return new Uint8Array(0);
  let mutated: Buffer = Buffer.from(bytes);
  for (let left = 1 + below(3); left > 0; left--) mutated = Buffer.from(pick.of(MUTATIONS)(mutated, pick));
  return mutated;
}

function changed(bytes: Buffer, pick: Pick, change: (byte: number) => number): Buffer {
  if (bytes.length === 0) return bytes;
  const copy = Buffer.from(bytes);
  const place = pick.below(bytes.length);
  copy[place] = change(copy[place]!);
  return copy;
}

function cut(bytes: Buffer, start: number, length: number): Buffer {
  return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + length)]);
}

function inserted(bytes: Buffer, place: number, extra: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, place), extra, bytes.subarray(place)]);
}

function lines(bytes: Buffer, change: (all: string[]) => void): Buffer {
  const all = bytes.toString("latin1").split("\n");
  change(all);
  return Buffer.from(all.join("\n"), "latin1");
}

/** Changes the fields of one line; `all` holds fields and separators in turn. */
function fields(bytes: Buffer, pick: Pick, change: (all: string[]) => void): Buffer {
  return lines(bytes, (all) => {
    const place = pick.below(all.length);
    const parts = all[place]!.split(/([,;\t]| +)/);
    change(parts);
    all[place] = Buffer.from(parts.join(""), "utf8").toString("latin1");
  });
}

function number(bytes: Buffer, pick: Pick, change: (token: string) => string): Buffer {
  const text = bytes.toString("latin1");
  const found = [...text.matchAll(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi)];
  if (found.length === 0) return bytes;
  const { 0: token, index } = pick.of(found);
  return Buffer.concat([Buffer.from(text.slice(0, index), "latin1"), Buffer.from(change(token), "utf8"), Buffer.from(text.slice(index + token.length), "latin1")]);
}
