import canonicalize from "canonicalize";
import { InputError, locateErrors } from "../seismicity/input-error.ts";
import { parseDecimal } from "./decimal-text.ts";
import { parseJson } from "./json-values.ts";
import { utf8Text } from "./utf-8.ts";

/** A sealed forecast by what it is of and by the SHA-256 of its bytes. */
export interface MixturePart {
  readonly forecaster: string;
  readonly version: string;
  readonly digest: string;
}

/** What a sealed mixture says; all of it is in the sealed bytes. */
export interface SealedMixture {
  readonly experiment: string;
  readonly window: string;
  readonly start: string;
  readonly end: string;
  readonly issueAt: string;
  /** What was shipped. Its digest is null where it had no forecast on time; `absence` then says how. */
  readonly challenger: Omit<MixturePart, "digest"> & { readonly digest: string | null; readonly absence?: "missing" | "failed" | "late" };
  readonly baseline: MixturePart;
  /** ε, the probability that the baseline's forecast is the one that holds, as a decimal number in (0, 1]; `1` where the baseline stands alone. */
  readonly baselineShare: string;
  /** B of the policy under which it was shipped, a decimal number of nats; ε = e^−B where both stand. */
  readonly floorNats: string;
  /** The decision that put it in service, and the log entry of the act. */
  readonly decisionId: string;
  readonly actEntry: number;
}

const MAGIC = "quakegate-mixture/1";

/**
 * Canonical bytes of a mixture (1 − ε)P + εQ of two sealed forecasts: the line `quakegate-mixture/1` and one line of canonical JSON
 * (RFC 8785). It is a mixture of probabilities of whole windows: with probability ε everything happens as Q says, else as P says. No number
 * of either part is copied; their digests stand for them.
 */
export function encodeSealedMixture(mixture: SealedMixture): Uint8Array {
  return Buffer.from(`${MAGIC}\n${canonicalize(mixture)}\n`, "utf8");
}

export function isSealedMixture(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, MAGIC.length + 1)).toString("latin1") === `${MAGIC}\n`;
}

/** @throws InputError when the bytes are no sealed mixture, are not canonical, or lack a field */
export function decodeSealedMixture(bytes: Uint8Array, file = "forecast"): SealedMixture {
  if (!isSealedMixture(bytes)) throw new InputError("not a sealed mixture of forecasts", { file, expected: `a first line "${MAGIC}"` });
  const text = utf8Text(bytes, { file, line: 2, field: "header", expected: "UTF-8" }, { problem: "a sealed mixture is damaged" }).slice(MAGIC.length + 1);
  const value = locateErrors({ file, line: 2 }, () => parseJson(text)) as Partial<SealedMixture> | null;
  const require = (ok: boolean, field: string, expected: string): void => {
    if (!ok) throw new InputError("a sealed mixture is damaged", { file, line: 2, field, expected });
  };
  require(typeof value === "object" && value !== null && `${canonicalize(value)}\n` === text, "header", "one line of canonical JSON (RFC 8785)");
  for (const field of ["experiment", "window", "start", "end", "issueAt", "decisionId", "baselineShare", "floorNats"] as const) require(typeof value![field] === "string", field, "a text");
  require(Number.isInteger(value!.actEntry), "actEntry", "the number of a log entry");
  for (const field of ["challenger", "baseline"] as const) {
    for (const name of ["forecaster", "version"] as const) require(typeof value![field]?.[name] === "string", `${field}.${name}`, "a text");
  }
  const mixture = value as SealedMixture;
  const alone = mixture.challenger.digest === null;
  require(isDigest(mixture.baseline.digest), "baseline.digest", "a SHA-256");
  require(alone ? ["missing", "failed", "late"].includes(mixture.challenger.absence ?? "") : isDigest(mixture.challenger.digest) && mixture.challenger.absence === undefined, "challenger", "the SHA-256 of its forecast, or null and its absence");
  require(parseDecimal(mixture.floorNats, "floorNats") > 0, "floorNats", "a positive number of nats");
  const share = shareOf(mixture);
  require(alone ? share === 1 : share > 0 && share < 1, "baselineShare", alone ? "1, where the baseline stands alone" : "between 0 and 1");
  return mixture;
}

/** ε as a number. */
export function shareOf({ baselineShare }: Pick<SealedMixture, "baselineShare">): number {
  return parseDecimal(baselineShare, "baselineShare");
}

/** Digests of the forecasts that a mixture is made of. */
export function partsOf({ challenger, baseline }: SealedMixture): readonly string[] {
  return challenger.digest === null ? [baseline.digest] : [challenger.digest, baseline.digest];
}

function isDigest(value: unknown): boolean {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}
