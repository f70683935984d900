import { type GatePolicy, parsePolicy } from "../gate/policy.ts";
import type { PolicyView } from "./model.ts";

/** The policy that a site states, read from its document; undefined where the site has none. */
export function policyOfDocument({ document }: Pick<PolicyView, "document">): GatePolicy | undefined {
  return document === undefined ? undefined : parsePolicy(JSON.parse(document));
}
