import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { explainDecisions } from "../../../src/experiment/gate/explain.ts";
import { loadExperiment } from "../../../src/experiment/load-experiment.ts";
import { openSession, runAll, type Session } from "../../../src/experiment/run.ts";
import { registerExperiment } from "../../../src/experiment/stages/decide.ts";
import { declaredStrata } from "../../../src/experiment/stages/declared-strata.ts";
import { auditReplay } from "../../../src/experiment/verify/replay.ts";
import type { WindowResult } from "../../../src/evaluation/window-result.ts";
import type { AnytimeEvidence } from "../../../src/gate/evidence.ts";
import { publishAndVerify } from "../../support/published-site.ts";
import { smallExperiment, writeWorkspace } from "../../support/workspace.ts";

const NOW = Date.UTC(2026, 0, 1);
const HALVES = [{ id: "west", box: { west: 10, east: 10.5, south: 40, north: 41 } }, { id: "east", polygon: [[10.5, 40], [11, 40], [11, 41], [10.5, 41]] }];
const GATE = { id: "stratified", evidenceClasses: ["pseudo-prospective"], strata: ["quiet", "active", { id: "large", magnitudeFrom: 4.45 }, ...HALVES] };

function open<T>(workspace: string, work: (session: Session) => T): T {
  const session = openSession(workspace, NOW);
  try {
    return work(session);
  } finally {
    session.ledger.close();
  }
}

describe("an experiment whose policy names parts of the bins", async () => {
  const workspace = writeWorkspace(smallExperiment({ gate: GATE }));
  const session = openSession(workspace, NOW);
  try {
    await runAll(session, () => NOW, () => {}, 1);
  } finally {
    session.ledger.close();
  }

  it("scores every forecast in each of them: halves of the region add up to the whole", () => {
    const results = open(workspace, ({ ledger }) => ledger.results().map(({ body }) => JSON.parse(body) as WindowResult));
    expect(results.length).toBe(8);
    for (const { parts, logScore, events, expected } of results) {
      expect(parts!.map(({ id }) => id)).toEqual(["large", "west", "east"]);
      const [, west, east] = parts!;
      expect(west!.logScore + east!.logScore).toBeCloseTo(logScore, 10);
      expect([west!.events + east!.events, Math.abs(west!.expected + east!.expected - expected) < 1e-12]).toEqual([events, true]);
    }
  });

  it("carries the evidence of each to the decision, in words too, and all of it comes out again", () => {
    const { evidence, text } = open(workspace, (opened) => ({ evidence: JSON.parse(opened.ledger.decisions().at(-1)!.evidence) as AnytimeEvidence, text: explainDecisions(opened)[0]!.text.join("\n") }));
    expect(evidence.skill[0]!.harm.map(({ stratum, windows, unscored }) => [stratum, windows, unscored])).toEqual([["quiet", 4 - evidence.activeWindows, 0], ["active", evidence.activeWindows, 0], ["large", 4, 0], ["west", 4, 0], ["east", 4, 0]]);
    expect(text).toMatch(/Where smoothed-seismicity may be better[^]*large: [\d.]+ in 4 windows with \d+ earthquakes? there[^]*west: [^]*Calibration; not rejected means no more than not found yet[^]*N, number: not rejected[^]*R, reliability: not rejected, e-value [^]*COLD, reliability after a cold start: /);
    expect(open(workspace, ({ experiment, ledger }) => auditReplay(experiment, ledger, 0, () => {}))).toMatchObject({ outcome: "verified", problems: [] });
  });

  it("shows them on pages that verify", async () => {
    expect(await publishAndVerify(workspace, NOW)).toMatchObject({ outcome: "verified", problems: [] });
    const [policy, gate] = ["policy.html", "gate.html"].map((page) => readFileSync(join(workspace, "reports", page), "utf8"));
    for (const words of ["large (magnitudes from 4.45 up)", "FAIL.STRATUM.WEST", "In the stratum west of the policy a reference is shown to be better.", "cold start: the same in quiet windows alone"]) expect(policy).toContain(words);
    for (const words of ["stratum large", "Calibration, COLD"]) expect(gate).toContain(words);
  });

  it("keeps the meaning of an id for ever, also under a later policy", () => {
    expect(declaredStrata(open(workspace, (opened) => opened.ledger.log())).map(({ id }) => id)).toEqual(["large", "west", "east"]);
    const fresh = writeWorkspace(smallExperiment({ gate: GATE }));
    open(fresh, (opened) => registerExperiment(opened.experiment, opened.ledger, NOW));
    writeFileSync(join(fresh, "experiment.yaml"), stringify(smallExperiment({ gate: { ...GATE, strata: [{ id: "large", magnitudeFrom: 4.95 }] } })));
    expect(() => open(fresh, (opened) => registerExperiment(opened.experiment, opened.ledger, NOW))).toThrow(/id already stands for other bins.*large.*a new id.*4\.45/);
  });
});

describe("strata of an experiment file", () => {
  it.each<[string, unknown, RegExp]>([
    ["without a cell", { id: "sea", box: { west: 0, east: 1, south: 0, north: 1 } }, /gate\.strata, sea.*midpoint of at least one cell/],
    ["without a magnitude bin", { id: "huge", magnitudeFrom: 9 }, /gate\.strata, huge.*edges are 3\.45 to 5\.45 in steps of 0\.5/],
    ["with an id that is there twice", { id: "quiet", magnitudeFrom: 4 }, /gate\.strata\.2.*"quiet" is there twice/],
    ["with a key that is not known", { id: "deep", magnitudeFrom: 4, depth: 3 }, /gate\.strata\.2\.depth: unknown key/],
  ])("are refused %s, in words", (_, stratum, message) => {
    const workspace = writeWorkspace(smallExperiment({ gate: { ...GATE, strata: ["quiet", "active", stratum] } }));
    expect(() => loadExperiment(workspace)).toThrow(message);
  });
});
