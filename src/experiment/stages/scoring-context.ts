import { CONSISTENCY_TESTS } from "../../evaluation/registry.ts";
import type { LogEntry } from "../../ledger/records.ts";
import type { ExperimentFile } from "../schema.ts";
import { declaredStrata } from "./declared-strata.ts";
import type { ScoringContext } from "./score-forecast.ts";

/**
 * What the sealed forecasts of an experiment are scored in: its own tests that judge one forecast against its window, and the parts of the bins
 * that policies declare.
 *
 * @param log the entries that are known when it is scored; those of policies are enough
 */
export function scoringContext({ region, magnitudes, seed, simulations, tests }: ExperimentFile, log: readonly Pick<LogEntry, "entry" | "kind" | "body">[]): ScoringContext {
  const judging = tests.filter((test): test is keyof typeof CONSISTENCY_TESTS => test in CONSISTENCY_TESTS);
  return { region, magnitudes, seed, simulations, tests: judging, strata: declaredStrata(log) };
}
