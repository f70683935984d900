import type { z } from "zod";
import { InputError } from "./input-error.ts";
import { nearName } from "./nearest-name.ts";

type Issue = z.core.$ZodIssue;

/** Where the content of a schema stands. */
export interface SchemaPlace {
  readonly file?: string;
  /** Of the content in its file; default: it is the whole. */
  readonly path?: readonly PropertyKey[];
  /** Said before what is wrong. */
  readonly about?: string;
}

/**
 * One error for what is wrong with a file or a part of it: field, value and what was expected. An unknown key comes before all else, since a
 * misspelt key is also a missing one; it is named with the key that it was meant for, or where none is near with all that the schema has at
 * that place. A check of its own that gives `params.expected` says in its message what is wrong.
 */
export function schemaError(place: SchemaPlace, schema: z.ZodType, content: unknown, issues: readonly Issue[]): InputError {
  const plain = issues.flatMap(insideUnion);
  const issue = plain.find((candidate) => candidate.code === "unrecognized_keys") ?? plain[0]!;
  if (issue.code === "unrecognized_keys") return unknownKey(place, schema, issue.path, issue.keys[0]!);
  const value = issue.path.reduce<unknown>((found, key) => (found as Record<PropertyKey, unknown> | null | undefined)?.[key], content);
  const own = issue.code === "custom" && typeof issue.params?.["expected"] === "string" ? { problem: issue.message, expected: issue.params["expected"] } : undefined;
  const problem = own?.problem ?? (value === undefined ? "missing value" : "wrong value");
  return errorAt(place, issue.path, problem, { ...(value === undefined ? {} : { value }), expected: own?.expected ?? expectedBy(issue) });
}

function errorAt({ file, path: start = [], about }: SchemaPlace, path: readonly PropertyKey[], problem: string, details: { readonly value?: unknown; readonly expected?: string }): InputError {
  const field = [...start, ...path];
  return new InputError(about === undefined ? problem : `${about}: ${problem}`, { ...(file === undefined ? {} : { file }), field: field.length === 0 ? "the file" : field.join("."), ...details });
}

function unknownKey(place: SchemaPlace, schema: z.ZodType, path: readonly PropertyKey[], key: string): InputError {
  const known = [...new Set(knownKeys(schema, path))];
  const near = nearName(key, known);
  if (near !== undefined) return errorAt(place, [...path, key], `unknown key; did you mean "${near}"?`, {});
  return errorAt(place, [...path, key], "unknown key", known.length === 0 ? {} : { expected: `one of ${known.join(", ")}` });
}

/** The issues of the alternative that the value comes closest to: of the right type if one is, then with the fewest things wrong. */
function insideUnion(issue: Issue): Issue[] {
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return [issue];
  const wrongType = issue.errors.filter(([first]) => first?.code === "invalid_type" && first.path.length === 0);
  if (wrongType.length === issue.errors.length) {
    const types = [...new Set(wrongType.map(([first]) => (first as z.core.$ZodIssueInvalidType).expected))];
    return [{ ...(wrongType[0]![0] as z.core.$ZodIssueInvalidType), path: issue.path, expected: types.join(" or ") as "string" }];
  }
  const faults = (branch: readonly Issue[]): number => branch.reduce((total, one) => total + (one.code === "unrecognized_keys" ? one.keys.length : 1), 0);
  const [closest] = issue.errors.filter((branch) => !wrongType.includes(branch)).sort((a, b) => faults(a) - faults(b));
  return closest!.flatMap((one) => insideUnion({ ...one, path: [...issue.path, ...one.path] }));
}

function expectedBy(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.expected === "int" ? "a whole number" : issue.expected;
    case "invalid_value":
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.join(", ")}`;
    case "too_small":
      return `${issue.inclusive ? "at least" : "more than"} ${issue.minimum}${unitOf(issue.origin)}`;
    case "too_big":
      return `${issue.inclusive ? "at most" : "less than"} ${issue.maximum}${unitOf(issue.origin)}`;
    default:
      return issue.message;
  }
}

function unitOf(origin: string): string {
  return origin === "array" ? " entries" : origin === "string" ? " characters" : "";
}

/** Keys that the schema has at a path; unions and arrays are searched through. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let found: unknown[] = [schema];
  for (const part of path) found = found.flatMap((child) => objects(child)).flatMap((shape) => (typeof part === "number" ? [shape] : part in shape ? [shape[part as string]] : []));
  return found.flatMap((child) => objects(child)).flatMap((shape) => Object.keys(shape));
}

function objects(schema: unknown): Record<string, unknown>[] {
  const definition = (schema as { _zod?: { def: Record<string, unknown> } })._zod?.def;
  if (definition === undefined) return typeof schema === "object" && schema !== null ? [schema as Record<string, unknown>] : [];
  if ("shape" in definition) return [definition["shape"] as Record<string, unknown>];
  const inner = [definition["innerType"], definition["element"], ...((definition["options"] as unknown[] | undefined) ?? [])];
  return inner.filter((child) => child !== undefined).flatMap((child) => objects(child));
}
