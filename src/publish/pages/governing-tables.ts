import type { GoverningPolicy, LoggedPolicyView } from "../model.ts";
import { digestText, modelColumn, type SiteContext } from "../site-context.ts";
import { table, type TableView } from "../table.ts";

/** Every policy of the log in order, and which version is judged by which; undefined before anything is registered. */
export function governingTables(context: SiteContext): { readonly policies: TableView; readonly versions: TableView } | undefined {
  const { logged = [], governing = [] } = context.site.head.policy;
  if (logged.length === 0) return undefined;
  const judgedBy = ({ digest }: LoggedPolicyView): number => governing.filter(({ policyDigest }) => policyDigest === digest).length;
  return {
    policies: table<LoggedPolicyView>({
      key: "policies", caption: "Policies in the log", empty: "", rows: logged,
      columns: [
        { key: "id", label: "Policy", value: ({ id }) => id },
        { key: "digest", label: "Digest", value: ({ digest }) => digest, text: ({ digest }) => digestText(digest) },
        { key: "kind", label: "Kind", value: ({ kind }) => kind },
        { key: "effectiveFromWindow", label: "In force from window", value: ({ effectiveFromWindow }) => effectiveFromWindow, text: ({ effectiveFromWindow }) => String(effectiveFromWindow) },
        { key: "versions", label: "Versions judged by it", value: judgedBy, text: (policy) => String(judgedBy(policy)) },
        { key: "entry", label: "Log entry", value: ({ entry }) => entry, text: ({ entry }) => String(entry) },
      ],
    }),
    versions: table<GoverningPolicy>({
      key: "versions", caption: "Which version is judged by which policy", empty: "No version has been registered yet.", rows: governing,
      columns: [
        modelColumn(context, "", ({ model }) => model),
        { key: "version", label: "Version", value: ({ version }) => version },
        { key: "horizonDays", label: "Windows", unit: "days", value: ({ horizonDays }) => horizonDays, text: ({ horizonDays }) => String(horizonDays) },
        { key: "number", label: "Number among all registered", value: ({ number }) => number, text: ({ number }) => String(number) },
        { key: "fromWindow", label: "From window", value: ({ fromWindow }) => fromWindow, text: ({ fromWindow }) => String(fromWindow) },
        { key: "policy", label: "Policy", value: ({ policyId }) => policyId },
        { key: "policyDigest", label: "Digest", value: ({ policyDigest }) => policyDigest, text: ({ policyDigest }) => digestText(policyDigest) },
      ],
    }),
  };
}
