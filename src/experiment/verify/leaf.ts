import { canonicalJson } from "../../ledger/canonical-json.ts";
import { messageOf } from "./message.ts";
import type { Findings } from "./verification.ts";

/** A log entry, taken apart. */
export interface Leaf {
  readonly entry: number;
  readonly kind: string;
  readonly subject: string;
  readonly at: number;
  readonly content: Readonly<Record<string, unknown>>;
  /** The canonical JSON that was hashed. */
  readonly body: string;
}

/** Takes log entries apart; what is no canonical JSON of kind, subject, time and content is a problem and left out. */
export function readLeaves(bodies: readonly string[], findings: Findings): Leaf[] {
  return bodies.flatMap((body, entry) => {
    const leaf = readLeaf(body, entry);
    if (typeof leaf !== "string") return [leaf];
    findings.problem(`log entry ${entry}`, leaf);
    return [];
  });
}

/** One entry, or what is wrong with it. */
export function readLeaf(body: string, entry: number): Leaf | string {
  try {
    const value = JSON.parse(body) as Partial<Omit<Leaf, "entry" | "body">>;
    if (canonicalJson(value) !== body) return "is not canonical JSON";
    const { kind, subject, at, content } = value;
    if (typeof kind !== "string" || typeof subject !== "string" || typeof at !== "number" || typeof content !== "object" || content === null) return "lacks kind, subject, time or content";
    return { entry, kind, subject, at, content, body };
  } catch (error) {
    return `cannot be read: ${messageOf(error)}`;
  }
}
