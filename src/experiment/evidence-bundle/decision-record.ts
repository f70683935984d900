import { canonicalJson } from "../../ledger/canonical-json.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import { formatInstant } from "../../seismicity/time.ts";
import type { Leaf } from "../verify/leaf.ts";
import { subjectOf } from "./rederive.ts";

export const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
export const PREDICATE_TYPE = "urn:quakegate:decision:1";

/** What the evaluator signs about one decision (in-toto Statement v1). */
export interface DecisionStatement {
  readonly _type: typeof STATEMENT_TYPE;
  readonly subject: readonly { readonly name: string; readonly digest: { readonly sha256: string } }[];
  readonly predicateType: typeof PREDICATE_TYPE;
  readonly predicate: {
    readonly verifier: { readonly id: string };
    readonly timeVerified: string;
    readonly policy: { readonly id: string; readonly digest: { readonly sha256: string } };
    readonly windows: { readonly horizonDays: string; readonly from: number; readonly through: number };
    readonly verdict: string;
    readonly state: string;
    readonly reasons: readonly string[];
    readonly evidence: { readonly sha256: string };
    readonly decision: { readonly sha256: string; readonly entry: number };
    /** The decision on the same model before this one, by its digest: a chain that has no gaps. */
    readonly previousDecision: { readonly sha256: string; readonly entry: number } | null;
  };
}

/**
 * The statement on a decision; a function of its arguments, so that it can be compared as a whole.
 *
 * @param index text of the bundle's index
 * @param decisions log entries of all decisions on the same model, in order
 */
export function decisionStatement(body: string, index: string, entry: number, decisions: readonly Leaf[]): string {
  const decision = subjectOf({ body });
  const previous = decisions.filter((leaf) => leaf.entry < entry).at(-1);
  const statement: DecisionStatement = {
    _type: STATEMENT_TYPE,
    subject: [
      { name: "bundle.json", digest: { sha256: sha256Hex(index) } },
      { name: `${decision.challenger}@${decision.challengerVersion}`, digest: { sha256: sha256Hex(canonicalJson([decision.challenger, decision.challengerVersion])) } },
    ],
    predicateType: PREDICATE_TYPE,
    predicate: {
      verifier: { id: "quakegate" },
      timeVerified: formatInstant(decision.decidedAt),
      policy: { id: decision.policyId, digest: { sha256: decision.policyDigest } },
      windows: { horizonDays: String(decision.horizonDays), from: decision.fromWindow, through: decision.throughWindow },
      verdict: decision.verdict,
      state: decision.state,
      reasons: decision.reasons.map(({ code }) => code),
      evidence: { sha256: decision.evidenceDigest },
      decision: { sha256: sha256Hex(body), entry },
      previousDecision: previous === undefined ? null : { sha256: String(previous.content["digest"]), entry: previous.entry },
    },
  };
  return canonicalJson(statement);
}
