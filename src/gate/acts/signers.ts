import type { GatePolicy } from "../policies/document.ts";
import type { ActKind } from "./act.ts";

/** Who may sign what, by a policy. Where nobody is named, every team with a registered key may. */
export interface NamedSigners {
  readonly operators: readonly string[];
  readonly auditors: readonly string[];
  /** Team by model. */
  readonly authors: Readonly<Record<string, string>>;
}

export const NOBODY_NAMED: NamedSigners = { operators: [], auditors: [], authors: {} };

/** Signatures that an act needs, by different teams. What the detector and the check of the evidence write needs none: the decision that it names says why. */
export const SIGNATURES_NEEDED: Readonly<Record<ActKind, number>> = { ship: 1, decline: 1, override: 2, withdrawal: 1, restart: 1, objection: 1, answer: 1, fault: 1, demotion: 0 };

/** The signers that a policy names; a classical one names none. */
export function signersOf(policy: GatePolicy | undefined): NamedSigners {
  return policy?.policy === "anytime" ? { operators: policy.operators, auditors: policy.auditors, authors: policy.authors } : NOBODY_NAMED;
}

/**
 * Those of the teams whose signatures count for an act; none when they are too few for it.
 *
 * @param teams that have signed, each once
 * @param objectors who made the objection that is answered
 */
export function effectiveSigners(kind: ActKind, model: string, teams: readonly string[], named: NamedSigners, objectors: readonly string[] = []): readonly string[] {
  const counted = teams.filter((team) => maySign(kind, model, team, named) && !objectors.includes(team));
  if (counted.length < SIGNATURES_NEEDED[kind]) return [];
  return kind === "override" && !counted.some((team) => isOneOf(named.operators, team)) ? [] : counted;
}

/** Whether a team's signature can count for an act at all. */
export function maySign(kind: ActKind, model: string, team: string, { operators, auditors, authors }: NamedSigners): boolean {
  switch (kind) {
    case "ship":
    case "decline":
    case "answer": return isOneOf(operators, team);
    case "fault": return isOneOf(auditors, team);
    // One of the two is an operator; the other is anybody who is named.
    case "override": return isOneOf([...operators, ...auditors], team);
    case "withdrawal":
    case "restart": return authors[model] === undefined || authors[model] === team;
    case "objection": return authors[model] !== team;
    case "demotion": return false;
  }
}

/** Who may sign an act on a model, for people. */
export function whoMaySign(kind: ActKind, model: string, { operators, auditors, authors }: NamedSigners): string {
  const any = "any registered team";
  const oneOf = (names: readonly string[], role: string): string => (names.length === 0 ? any : `${role} of the policy: ${names.join(", ")}`);
  switch (kind) {
    case "ship":
    case "decline": return oneOf(operators, "an operator");
    case "answer": return `${oneOf(operators, "an operator")}, other than who objected`;
    case "fault": return oneOf(auditors, "an auditor");
    case "override": return operators.length + auditors.length === 0 ? "any two registered teams" : `${oneOf(operators, "an operator")}, and another team that the policy names: ${[...new Set([...operators, ...auditors])].join(", ")}`;
    case "withdrawal":
    case "restart": return authors[model] === undefined ? any : `the team of its authors: ${authors[model]}`;
    case "objection": return authors[model] === undefined ? any : `any registered team but that of its authors, ${authors[model]}`;
    case "demotion": return "nobody";
  }
}

/** Who may sign what, in sentences for the page of the policy. */
export function signersInWords({ operators, auditors, authors }: NamedSigners): string[] {
  const owned = Object.entries(authors);
  const unnamed = "nobody is named, so any registered team may sign";
  const list = (names: readonly string[]): string => names.join(", ");
  const override = operators.length + auditors.length === 0
    ? "Overruling the gate takes two registered teams"
    : `Overruling the gate takes ${operators.length === 0 ? "any registered team" : "an operator"} and another team that is named here`;
  return [
    `Shipping, declining and answering an objection: ${operators.length === 0 ? unnamed : `signed by an operator (${list(operators)})`}. Putting a fault on record: ${auditors.length === 0 ? unnamed : `signed by an auditor (${list(auditors)})`}. ${override}; it is shown for ever.`,
    `Withdrawing a version or moving it to a newer policy: ${owned.length === 0 ? unnamed : `signed by its authors (${owned.map(([model, team]) => `${model}: ${team}`).join(", ")}); of other models any registered team may sign`}. Objecting: any registered team but the authors'.`,
  ];
}

function isOneOf(names: readonly string[], team: string): boolean {
  return names.length === 0 || names.includes(team);
}
