import { mixtureLogScore, mixtureMean, mixtureOf } from "../../evaluation/mixture/mixture-law.ts";
import { mixtureOfSubsets } from "../../evaluation/mixture/score-mixture.ts";
import type { SubsetScore } from "../../evaluation/scores/subset-score.ts";
import { insuranceShare } from "../anytime/insured-gain.ts";
import type { RowForecast, WindowRow } from "./window-rows.ts";

/**
 * What served in a window, from the results of the shipped version P and of the baseline Q: the insured mixture (1 − ε)P + εQ with ε = e^−B, which is what
 * is sealed and scored as the forecast in service; Q alone where P had no forecast on time; nothing where Q had none. Whoever meets "whatever is in
 * service" meets this and not the bare P: it is what a user has, and it never loses more than B against Q.
 *
 * @param floor B of the policy under which P was put in service, nats
 */
export function serviceRow(own: RowForecast, baseline: RowForecast, floor: number): RowForecast {
  if (baseline.state !== "scored" || own.state === "missing") return baseline;
  if (own.state === "unscored") return own;
  const share = insuranceShare(floor);
  const [p, q] = [own.result, baseline.result];
  const logScore = mixtureLogScore(mixtureOf(p.logScore, q.logScore, share));
  const parts = p.parts?.flatMap((part): SubsetScore[] => {
    const other = q.parts?.find(({ id }) => id === part.id);
    return other === undefined ? [] : [mixtureOfSubsets(mixtureOf(part, other, share))];
  });
  return {
    ...own,
    result: { ...p, logScore, expected: mixtureMean(mixtureOf(p.expected, q.expected, share)), ...(parts === undefined ? {} : { parts }) },
    louderBy: (factor) => {
      if (logScore === -Infinity) return 0;
      const louder = mixtureOf(p.logScore - (factor - 1) * p.expected, q.logScore - (factor - 1) * q.expected, share);
      return p.events * Math.log(factor) + mixtureLogScore(louder) - logScore;
    },
  };
}

/**
 * The rows with every model that has been in service as it serves. Its place among the references comes after those of the contest.
 *
 * @param references of the contest, the baseline last
 * @param floors of those in service, in the order of their places
 */
export function withIncumbentsInsured(rows: readonly WindowRow[], references: number, floors: readonly number[]): readonly WindowRow[] {
  if (floors.length === 0 || references === 0) return rows;
  return rows.map((row) => ({ ...row, references: row.references.map((forecast, place) => (place < references ? forecast : serviceRow(forecast, row.references[references - 1]!, floors[place - references]!))) }));
}
