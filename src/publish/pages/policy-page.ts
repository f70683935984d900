import { formatNumber } from "../format-number.ts";
import type { PolicyView } from "../model.ts";
import type { Page } from "../page.ts";
import { policyOfDocument } from "../policy-document.ts";
import { digestText, type SiteContext } from "../site-context.ts";
import { table } from "../table.ts";
import { governingTables } from "./governing-tables.ts";
import { MODEL_STATES } from "../../gate/states.ts";
import { meaningOf, REASON_CODES, stratumCode } from "../../gate/reason-codes.ts";
import { stratumId } from "../../gate/strata/stratum.ts";
import { rulesOf } from "../../gate/policy.ts";

/** The policy by which models are judged: in words, as its document, and what the states and codes mean. */
export function policyPage(context: SiteContext): Page {
  const { policy } = context.site.head;
  const anytime = policy.kind === "anytime";
  return {
    path: "policy.html", template: "policy", title: "Policy",
    answer: anytime
      ? `Models are judged by the policy ${policy.id}: evidence that may be looked at every week, with a probability of at most ${formatNumber(100 * policy.alpha)} % of ever shipping a challenger that is no better.`
      : `Models are judged by the policy ${policy.id}: classical tests at one look, after ${policy.minimumWindows} scored windows.`,
    content: {
      policy: { ...policy, digestText: digestText(policy.digest), document: policy.document === undefined ? undefined : JSON.stringify(JSON.parse(policy.document), null, 1) },
      anytime,
      governing: governingTables(context),
      states: anytime ? table<readonly [string, string]>({ key: "states", caption: "Where a model version can stand", empty: "", rows: Object.entries(MODEL_STATES), columns: [{ key: "state", label: "State", value: ([state]) => state }, { key: "meaning", label: "Meaning", value: ([, meaning]) => meaning }] }) : undefined,
      codes: table<readonly [string, string]>({ key: "codes", caption: "Reason codes", empty: "", rows: codesOf(policy), columns: [{ key: "code", label: "Code", value: ([code]) => code }, { key: "meaning", label: "Meaning", value: ([, meaning]) => meaning }] }),
    },
  };
}

/** The codes with their meanings, those of the policy's strata at the end. */
function codesOf(stated: PolicyView): readonly (readonly [string, string])[] {
  const policy = policyOfDocument(stated);
  const strata = policy?.policy === "anytime" ? rulesOf(policy).strata.map((stratum) => stratumCode(stratumId(stratum))) : [];
  return [...Object.entries(REASON_CODES), ...strata.map((code) => [code, meaningOf(code)] as const)];
}
