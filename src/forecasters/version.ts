import canonicalize from "canonicalize";
import { sha256Hex } from "../numerics/digest.ts";
import type { JsonValue } from "./contract.ts";

/**
 * Version of a forecaster: `codeVersion + "+" + h`, where h is the first 8 hexadecimal digits of the SHA-256 of the
 * options in canonical JSON (RFC 8785). Equal options in any key order give the same version; any change gives another.
 *
 * @throws TypeError when the options do not survive JSON
 */
export function forecasterVersion(codeVersion: string, options: JsonValue): string {
  const text = canonicalize(options);
  if (text === undefined) throw new TypeError("forecaster options have no JSON form");
  return `${codeVersion}+${sha256Hex(text).slice(0, 8)}`;
}
