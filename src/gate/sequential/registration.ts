import type { EvidenceSource, ModelVersion } from "../contest.ts";

/** Kind of the log entries in which policies stand. */
export const POLICY_ENTRY = "policy";

/**
 * The number of a version among all variants of challengers ever registered for a horizon, from 1: a variant is registered by its first
 * forecast, and again by every new policy, under which everything starts anew. A function of the log up to that forecast.
 *
 * @param policyDigest the policy that numbers are asked for. @returns 0 when the version has no forecast
 */
export function registrationNumber(source: Pick<EvidenceSource, "forecasts" | "log">, policyDigest: string, challengers: readonly string[], horizonDays: number, { id, version }: ModelVersion): number {
  const name = (forecaster: string, of: string): string => JSON.stringify([forecaster, of]);
  const first = new Map<string, number>();
  for (const record of source.forecasts()) {
    const key = name(record.forecaster, record.version);
    if (!challengers.includes(record.forecaster) || !record.windowId.startsWith(`${horizonDays}d-`) || first.has(key)) continue;
    first.set(key, record.entry);
  }
  const policies = policiesThrough(source, policyDigest);
  const own = first.get(name(id, version));
  if (own === undefined) return 0;
  const start = policies.at(-1)?.entry ?? -1;
  const before = [...first.values()].filter((entry) => entry < start).length;
  // Earlier policies each numbered the variants that were there when the next one came.
  const used = policies.slice(1).reduce((total, { entry }) => total + [...first.values()].filter((other) => other < entry).length, 0);
  return own < start ? used + [...first.values()].filter((entry) => entry <= own).length : used + before + [...first.values()].filter((entry) => entry > start && entry <= own).length;
}

function policiesThrough({ log }: Pick<EvidenceSource, "log">, digest: string): readonly { readonly entry: number }[] {
  const entries = log().filter(({ kind }) => kind === POLICY_ENTRY);
  const at = entries.findIndex(({ body }) => (JSON.parse(body) as { content: { digest?: unknown } }).content.digest === digest);
  return entries.slice(0, at + 1);
}
