import { forecastKey } from "../../ledger/forecast-key.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { Experiment } from "../load-experiment.ts";
import { before, decideAgain, subjectOf } from "../evidence-bundle/rederive.ts";
import { firstDifference } from "../evidence-bundle/verify-bundle.ts";
import { readLeaves } from "./leaf.ts";
import { checkLogRules, loggedExperiments } from "./log-rules.ts";
import { messageOf } from "./message.ts";
import { scoringAgain } from "./score-again.ts";
import { findings, guarded, type Verification } from "./verification.ts";

/**
 * Does again what the harness did: scores every sealed forecast against its settled catalog, and takes every decision on what the
 * log held before it. Bodies of results, their simulated scores, evidence and decisions must come out byte for byte, and the log
 * must follow the rules of an honest one.
 *
 * @param since log index from which on results and decisions are done again; what they rest on is read from entry 0
 */
export function auditReplay(experiment: Experiment, ledger: Ledger, since: number, progress: (done: number, total: number) => void): Verification {
  const found = findings();
  const leaves = readLeaves(ledger.log().map(({ body }) => body), found);
  const experiments = loggedExperiments(leaves, findings());
  const rules = findings();
  guarded("log", rules, () => checkLogRules(leaves, rules));
  for (const { object, problem } of rules.verification().problems) found.problem(object, problem);
  const scoreAgain = scoringAgain(experiment.file, ledger);
  const results = ledger.results().filter(({ entry }) => entry >= since);
  const decisions = ledger.decisions().filter(({ entry }) => entry >= since);
  let done = 0;
  for (const record of results) {
    const name = `result ${forecastKey(record)}`;
    progress(done++, results.length + decisions.length);
    try {
      const again = scoreAgain(record);
      found.count("results scored again");
      if (again.body !== record.body) found.problem(name, `scoring gives another result${firstDifference(record.body, again.body)}`);
      if (again.simulatedScoresDigest !== leaves[record.entry]?.content["simulatedScoresDigest"]) found.problem(name, "its simulations come out otherwise");
    } catch (error) {
      found.problem(name, messageOf(error));
    }
  }
  for (const record of decisions) {
    const name = `decision ${record.decisionId.slice(0, 12)} on ${record.challenger} (log entry ${record.entry})`;
    progress(done++, results.length + decisions.length);
    try {
      const registered = experiments.filter(({ entry }) => entry < record.entry).at(-1);
      if (registered === undefined) throw new Error("no experiment stands in the log before it");
      const again = decideAgain(registered.file, subjectOf(record), before(ledger, record.entry));
      found.count("decisions taken again");
      if (again.evidence !== record.evidence) found.problem(name, `its evidence comes out otherwise${firstDifference(record.evidence, again.evidence)}`);
      else if (again.body !== record.body) found.problem(name, `it comes out otherwise${firstDifference(record.body, again.body)}`);
    } catch (error) {
      found.problem(name, messageOf(error));
    }
  }
  if (results.length + decisions.length === 0) {
    found.lacking("ledger.sqlite", `there are no results and no decisions to do again${since === 0 ? "" : ` from log entry ${since} on`}, so that nothing could be verified: the log has ${leaves.length} entries, ${ledger.results().length} of them results and ${ledger.decisions().length} decisions`);
  }
  return found.verification();
}
