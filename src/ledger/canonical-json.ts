import canonicalize from "canonicalize";

/** RFC 8785 text of a JSON value. @throws when the value holds NaN, an infinity or anything else JSON has not. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("not a JSON value");
  return text;
}
