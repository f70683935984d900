import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { decodeNumbers } from "../../../src/evaluation/json-number.ts";
import type { MixtureResult } from "../../../src/evaluation/mixture/score-mixture.ts";
import type { WindowResult } from "../../../src/evaluation/window-result.ts";
import { verifyBundle } from "../../../src/experiment/evidence-bundle/verify-bundle.ts";
import { convertFile } from "../../../src/experiment/convert-file.ts";
import { recordAct, type ActRequest } from "../../../src/experiment/gate/record-act.ts";
import type { Reproducer } from "../../../src/experiment/gate/reproduction/record-reproduction.ts";
import { decideDue, evaluateDue, importConfigured, issueDue, openSession, type Session, settleDue } from "../../../src/experiment/run.ts";
import { inServiceInWords } from "../../../src/experiment/service/in-service.ts";
import { publishReports } from "../../../src/experiment/stages/report.ts";
import { workspaceStatus } from "../../../src/experiment/stages/status.ts";
import { auditReplay } from "../../../src/experiment/verify/replay.ts";
import { findings } from "../../../src/experiment/verify/verification.ts";
import { verifySite } from "../../../src/experiment/verify/verify-site.ts";
import { verifyLogAlone, verifyWorkspace } from "../../../src/experiment/verify/verify-workspace.ts";
import type { Forecaster } from "../../../src/forecasters/contract.ts";
import { decodeSealedMixture, encodeSealedMixture } from "../../../src/formats/sealed-mixture.ts";
import { readActs, signAct } from "../../../src/gate/acts/act.ts";
import { insuredGain } from "../../../src/gate/anytime/insured-gain.ts";
import type { AnytimeEvidence } from "../../../src/gate/evidence.ts";
import { SERVICE } from "../../../src/gate/sequential/service.ts";
import { artifactPath } from "../../../src/ledger/artifact-store.ts";
import { generateTeamKey } from "../../../src/ledger/keys/ed25519.ts";
import { keyAddition } from "../../../src/ledger/keys/key-documents.ts";
import { registerKey } from "../../../src/ledger/keys/register-key.ts";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import type { ForecastRecord } from "../../../src/ledger/records.ts";
import { type Catalog, createCatalog, type EarthquakeEvent, eventAt } from "../../../src/seismicity/catalog.ts";
import { windowId } from "../../../src/seismicity/window.ts";
import { madeCatalog, smallExperiment, temporaryFolder, writeWorkspace } from "../../support/workspace.ts";

const NOW = Date.UTC(2026, 0, 1);
const FLOOR = 2;
/** A policy so lenient that the aftershocks of one mainshock pass it. */
const LENIENT = { id: "lenient", alpha: 0.9, floorNats: FLOOR, calibrationAlpha: 0.000001, calibrationStatistics: ["M"], loudnessAlpha: 0.9, harmAlpha: 0.0001, futilityAlpha: 0.0001, minimumWindows: 2, minimumActiveWindows: 0, minimumEvents: 2, maximumFloorTouches: 4, coolingOffDays: 7, evidenceClasses: ["pseudo-prospective"] };
const keys = { operator: generateTeamKey(), auditor: generateTeamKey() };
/** What does the evidence again has tests of its own. */
const REPRODUCED: Reproducer = () => ({ outcome: "reproduced", detail: "", process: "same process", checked: {} });
const MODEL = "reasenberg-jones";
const BASELINE = "smoothed-seismicity";

/** A sequence that Reasenberg and Jones see coming: an M 6 just before the second window, and its aftershocks at its place. */
function withSequence(): Catalog {
  const quiet = madeCatalog();
  const mainshock = Date.UTC(2020, 0, 7, 20);
  const near = (index: number, magnitude: number, days: number): EarthquakeEvent => ({ id: `s${index}`, time: mainshock + Math.round(86_400_000 * days), longitude: 10.53 + 0.01 * (index % 7), latitude: 40.56 + 0.01 * (index % 5), depthKm: 10, magnitude, magnitudeType: "ml" });
  return createCatalog([...Array.from({ length: quiet.length }, (_, index) => eventAt(quiet, index)), near(0, 6, 0), ...Array.from({ length: 45 }, (_, index) => near(index + 1, 3 + 0.1 * (index % 6), 0.2 * Math.exp(index * 0.095)))]);
}

/** Works in a session that knows only the windows before `windows`; the model fails in those of `failing`. */
async function during<T>(workspace: string, windows: number, work: (session: Session) => T | Promise<T>, failing: readonly number[] = []): Promise<T> {
  const session = openSession(workspace, NOW);
  try {
    const forecasters = session.experiment.forecasters.map((entry) => (entry.forecaster.id === MODEL ? { ...entry, forecaster: failingIn(entry.forecaster, failing) } : entry));
    return await work({ ...session, reproduce: REPRODUCED, experiment: { ...session.experiment, forecasters }, horizons: session.horizons.map((horizon) => ({ ...horizon, windows: horizon.windows.slice(0, windows) })) });
  } finally {
    session.ledger.close();
  }
}

function failingIn(forecaster: Forecaster, windows: readonly number[]): Forecaster {
  return { ...forecaster, forecast: (request) => (windows.includes(request.window.index) ? Promise.reject(new Error("out of order")) : forecaster.forecast(request)) };
}

const step = (workspace: string, windows: number, failing: readonly number[] = []): Promise<void> =>
  during(workspace, windows, async (session) => {
    importConfigured(session);
    await issueDue(session, () => NOW, () => {});
    settleDue(session, () => {});
    await evaluateDue(session, () => {}, 1);
    decideDue(session);
  }, failing);

const act = (workspace: string, windows: number, request: Partial<ActRequest>) =>
  during(workspace, windows, (session) => recordAct(session, { kind: "ship", model: MODEL, reason: "as agreed in the minutes", signers: [{ team: "operator", privatePem: keys.operator.privatePem }], ...request }, NOW));

const both = Object.entries(keys).map(([team, { privatePem }]) => ({ team, privatePem }));

async function made(): Promise<string> {
  const forecasters = [{ id: BASELINE, kind: BASELINE }, { id: MODEL, kind: MODEL }, { id: "rival", kind: MODEL }];
  const workspace = writeWorkspace(smallExperiment({ gate: LENIENT, forecasters, magnitudes: { target: 2.95, last: 5.95, width: 0.5 }, schedule: { mode: "replay", start: "2020-01-01T00:00:00Z", until: "2020-03-25T00:00:00Z" } }), withSequence());
  await step(workspace, 4);
  await during(workspace, 4, ({ ledger }) => { for (const [team, { privatePem }] of Object.entries(keys)) registerKey(ledger, keyAddition(team, privatePem), NOW); });
  return workspace;
}

const served = (workspace: string) => during(workspace, 12, ({ ledger }) => ledger.forecasts().filter(({ forecaster }) => forecaster === SERVICE));
const verified = (workspace: string) => { const { outcome, problems } = verifyWorkspace(workspace); return [outcome, problems]; };
const replayed = (workspace: string) => during(workspace, 12, ({ experiment, ledger }) => { const { outcome, problems } = auditReplay(experiment, ledger, 0, () => {}); return [outcome, problems]; });
const CLEAN = ["verified", []];

/** What the section "In service" of a page says; of the weekly reports only the one of `week` is made. */
async function section(workspace: string, windows: number, week: string, name = "index.html"): Promise<string> {
  await during(workspace, windows, (session) => publishReports(session, week, () => {}));
  return sectionOf(workspace, name);
}

function sectionOf(workspace: string, name: string): string {
  const text = readFileSync(join(workspace, "reports", name), "utf8");
  const [answer] = /<p class="answer">[^]*?<\/p>/.exec(text)!;
  const [own] = /<section aria-labelledby="service">[^]*?<\/section>/.exec(text)!;
  return `${answer} ${own}`.replace(/<[^>]*>/g, " ").replaceAll("&#x27;", "'").replaceAll("&quot;", '"').replace(/\s+/g, " ");
}

describe("what is in service", async () => {
  const workspace = await made();

  it("is the baseline while nothing has been shipped: nothing more is issued, and status says so", async () => {
    expect(await served(workspace)).toEqual([]);
    expect(await during(workspace, 4, (session) => workspaceStatus(session).inService.map(inServiceInWords))).toEqual([expect.stringMatching(/^in service, 7-day windows: the baseline smoothed-seismicity \S+$/)]);
    expect(verified(workspace)).toEqual(CLEAN);
  });

  it("is the insured forecast of what an operator has shipped, from the next window on, and the baseline alone where that failed", async () => {
    await act(workspace, 4, {});
    await step(workspace, 8, [6]);
    const forecasts = await served(workspace);
    expect(forecasts.map(({ windowId: id, status, evidenceClass }) => [id, status, evidenceClass])).toEqual([4, 5, 6, 7].map((index) => [`7d-000${index}`, "on-time", "pseudo-prospective"]));
    expect(forecasts.map(({ message }) => message)).toEqual(["", "", expect.stringMatching(/reasenberg-jones \S+ has no forecast on time \(failed\): that of smoothed-seismicity is in service alone/), ""]);
    await during(workspace, 8, ({ ledger }) => {
      const mixture = decodeSealedMixture(ledger.read(forecasts[0]!.digest!));
      const find = (id: string) => ledger.forecasts().find(({ windowId: window, forecaster }) => window === "7d-0004" && forecaster === id)!;
      expect(mixture).toMatchObject({ window: "7d-0004", challenger: { forecaster: MODEL, digest: find(MODEL).digest }, baseline: { forecaster: BASELINE, digest: find(BASELINE).digest }, floorNats: "2" });
      expect(Number(mixture.baselineShare)).toBeCloseTo(Math.exp(-FLOOR), 15);
      expect(readActs(ledger.log()).find(({ entry }) => entry === mixture.actEntry)).toMatchObject({ kind: "ship", decisionId: mixture.decisionId });
      expect(decodeSealedMixture(ledger.read(forecasts[2]!.digest!))).toMatchObject({ challenger: { digest: null, absence: "failed" }, baselineShare: "1" });
    });
    expect(verified(workspace)).toEqual(CLEAN);
  });

  it("is what a rival meets, beside the model by itself and the baseline", async () => {
    await during(workspace, 8, ({ ledger }) => {
      const evidence = JSON.parse(ledger.decisions().filter(({ challenger }) => challenger === "rival").at(-1)!.evidence) as AnytimeEvidence;
      expect(evidence.skill.map(({ reference, inService, windows }) => [reference, inService, windows])).toEqual([[MODEL, false, 7], [BASELINE, false, 8], [MODEL, true, 4]]);
    });
  });

  it("is named by status, with how often the shipped model was missing", async () => {
    expect(await during(workspace, 8, (session) => workspaceStatus(session).inService.map(inServiceInWords))).toEqual([expect.stringMatching(/reasenberg-jones \S+, insured by the baseline, from window 4 on, signed by operator; 4 forecasts in service sealed, 1 of them without the shipped model$/)]);
  });

  it("scores what the gate's insured score is, to 1e-12", async () => {
    await during(workspace, 8, ({ ledger }) => {
      const score = (index: number, id: string): number => (decodeNumbers(JSON.parse(ledger.results().find(({ windowId: window, forecaster }) => window === `7d-000${index}` && forecaster === id)!.body)) as WindowResult | MixtureResult).logScore;
      for (const index of [4, 5, 7]) {
        const baseline = score(index, BASELINE);
        expect(Math.abs(score(index, SERVICE) - (baseline + insuredGain(score(index, MODEL) - baseline, FLOOR)))).toBeLessThan(1e-12 * Math.abs(baseline));
        expect(score(index, SERVICE)).not.toBe(score(index, MODEL));
      }
      expect(score(6, SERVICE)).toBe(score(6, BASELINE));
    });
    expect(await replayed(workspace)).toEqual(CLEAN);
  });

  it("is written as catalogs and as mean expected counts", async () => {
    const [record] = await served(workspace) as [ForecastRecord];
    const input = join(workspace, artifactPath("forecast", record.digest!)!);
    const output = temporaryFolder();
    const request = { input, force: false, workspace };
    const catalogs = await convertFile({ ...request, output: join(output, "catalogs.csv"), to: "catalog-forecast-csv" });
    expect(catalogs).toMatchObject({ counts: { catalogs: 10_000 }, notes: expect.arrayContaining([expect.stringMatching(/whole, one of the shipped model's or of the baseline's/)]) as unknown });
    const means = await convertFile({ ...request, output: join(output, "means.csv") });
    await during(workspace, 8, ({ ledger }) => {
      const { expected } = decodeNumbers(JSON.parse(ledger.results().find(({ forecaster }) => forecaster === SERVICE)!.body)) as MixtureResult;
      expect(means.counts["expected"]).toBeCloseTo(expected, 10);
      expect(Math.abs(catalogs.counts["events"]! / 10_000 - expected)).toBeLessThan(0.15);
    });
    await expect(convertFile({ input, force: false, output: join(output, "none.csv") })).rejects.toThrow(/names the forecasts that it is made of only by digest/);
  });

  it("goes back to the baseline when it is taken out, visibly from the next window on", { timeout: 60_000 }, async () => {
    await act(workspace, 8, { kind: "override", effect: "demote", reason: "a wrong input", signers: both });
    await step(workspace, 10);
    expect((await served(workspace)).map(({ windowId: id }) => id)).toEqual(["7d-0004", "7d-0005", "7d-0006", "7d-0007"]);
    const index = await section(workspace, 10, "2020-W07");
    expect(index).toMatch(/In service for 2020-03-04 to 2020-03-11 \(00:00 UTC\): Smoothed seismicity \(the baseline\)\. .* In service in 7-day windows from window 8 on: the baseline, Smoothed seismicity\. Reasenberg.{40,90} left it: “a wrong input”\./);
    expect(index).toMatch(/Record of service.* 4 8 4 1 \d+ [+−][\d.]+ [+−][\d.]+ [+−][\d.]+ [\d.]+ ship, signed by operator as agreed in the minutes a wrong input/);
    const week = sectionOf(workspace, "weekly/2020-W07.html");
    expect(week).toMatch(/In service in 7-day windows from window 4 on \(2020-01-29\): the insured forecast of Reasenberg.{40,90}, shipped, signed by operator: “as agreed in the minutes”\. 86\.5 % of its probability is the model's and 13\.5 % that of the baseline, Smoothed seismicity: in no window can it lose more than 2\.00 nats/);
    expect(week).toMatch(/Window 7d-0006: reasenberg-jones \S+ has no forecast on time \(failed\): that of smoothed-seismicity is in service alone\./);
    expect(week).toMatch(/M, S, CL are not available.* N [01]\.\d+, L [01]\.\d+/);
    expect((({ outcome, problems }) => [outcome, problems])(verifySite(join(workspace, "reports")))).toEqual(CLEAN);
    expect(verified(workspace)).toEqual(CLEAN);
    expect(await replayed(workspace)).toEqual(CLEAN);
  });

  it("cannot be changed after it was sealed", async () => {
    const digest = (await served(workspace))[0]!.digest!;
    const file = join(workspace, artifactPath("forecast", digest)!);
    const sealed = readFileSync(file);
    writeFileSync(file, encodeSealedMixture({ ...decodeSealedMixture(sealed), baselineShare: "0.000000000000001" }));
    expect(verifyWorkspace(workspace)).toMatchObject({ outcome: "false", problems: expect.arrayContaining([expect.objectContaining({ object: expect.stringContaining(digest.slice(0, 12)) as string })]) as unknown });
    writeFileSync(file, sealed);
    expect(verified(workspace)).toEqual(CLEAN);
  });
});

describe("what is in service when a newer policy puts nothing in service", async () => {
  const workspace = await made();
  await act(workspace, 4, {});
  await step(workspace, 6);
  const file = join(workspace, "experiment.yaml");
  const { gate: _, ...rest } = parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  writeFileSync(file, stringify({ ...rest, gate: { policy: "seed-classic", id: "classic", effectiveFromWindow: 6, lookAfterWindows: 4, minimumEvents: 2, evidenceClasses: ["pseudo-prospective"] } }));

  it("goes on, and status and pages say so, until it is taken out", { timeout: 60_000 }, async () => {
    await step(workspace, 7);
    expect((await served(workspace)).map(({ windowId: id }) => id)).toEqual(["7d-0004", "7d-0005", "7d-0006"]);
    expect(await during(workspace, 7, (session) => workspaceStatus(session).inService.map(inServiceInWords))).toEqual([expect.stringMatching(/reasenberg-jones \S+, insured by the baseline, from window 4 on, signed by operator; 3 forecasts in service sealed$/)]);
    expect(await section(workspace, 7, "2020-W07")).toMatch(/In service in 7-day windows from window 4 on \(2020-01-29\): the insured forecast of Reasenberg.{40,90}, shipped, signed by operator: “as agreed in the minutes”\. 86\.5 % .* no window can it lose more than 2\.00 nats/);
    await act(workspace, 7, { kind: "override", effect: "demote", reason: "a wrong input", signers: both });
    await step(workspace, 8);
    expect(await served(workspace)).toHaveLength(3);
    expect(await during(workspace, 8, (session) => workspaceStatus(session).inService.map(inServiceInWords))).toEqual([expect.stringMatching(/the baseline smoothed-seismicity \S+; 3 forecasts/)]);
    expect(verified(workspace)).toEqual(CLEAN);
    expect(verifySite(join(workspace, "reports")).outcome).toBe("verified");
  });
});

describe("a log that lies about what was in service", async () => {
  const workspace = await made();
  await act(workspace, 4, { kind: "override", effect: "ship", signers: both });

  it("is found out: another mixture than follows from the acts, one where nothing served, none where something did", async () => {
    await during(workspace, 12, async (session) => {
      const { ledger, horizons } = session;
      await issueDue(session, () => NOW, () => {}, { kind: "between", from: horizons[0]!.windows[4]!.start, to: horizons[0]!.windows[4]!.end });
      const [record] = ledger.forecasts().filter(({ forecaster }) => forecaster === SERVICE) as [ReturnType<typeof ledger.forecasts>[number]];
      const honest = decodeSealedMixture(ledger.read(record.digest!));
      ledger.transaction((writer) => {
        for (const window of [horizons[0]!.windows[3]!, horizons[0]!.windows[5]!]) {
          const bytes = encodeSealedMixture({ ...honest, window: windowId(window), baselineShare: "0.5" });
          writer.forecast({ ...record, windowId: windowId(window), sealedAt: window.issueAt, digest: writer.artifact("forecast", bytes) });
        }
      });
    });
    const problems = (): string[] => verifyWorkspace(workspace).problems.map(({ object, problem }) => `${object}: ${problem}`);
    expect(problems()).toEqual(expect.arrayContaining([
      expect.stringMatching(/forecast in service 7d-0003\): no act before it had put anything in service/),
      expect.stringMatching(/forecast in service 7d-0005\): it is not the insured mixture/),
    ]));
    expect(problems().some((problem) => problem.includes("7d-0004"))).toBe(false);
    await during(workspace, 4, ({ ledger }) => {
      const { entry: _, at: __, signers: ___, ...statement } = readActs(ledger.log()).at(-1)!;
      const backdated = { ...statement, fromWindow: 2 };
      ledger.transaction((writer) => writer.note("override", MODEL, NOW, { ...backdated, signatures: both.map(({ team, privatePem }) => signAct(backdated, team, privatePem)) }));
    });
    expect(problems()).toEqual(expect.arrayContaining([expect.stringMatching(/window 7d-0002: reasenberg-jones \S+ was in service, and no forecast in service was sealed/)]));
  });
});

describe("an operator who seals another forecast in service than follows, and leaves one out", async () => {
  const workspace = await made();
  await act(workspace, 4, {});
  await during(workspace, 8, async (session) => {
    const lying = { ...session, ledger: withoutHonestService(session.ledger) };
    await issueDue(lying, () => NOW, () => {});
    settleDue(lying, () => {});
    await evaluateDue(lying, () => {}, 1);
    decideDue(lying);
    await publishReports(session, undefined, () => {});
  });

  /** Of window 5 the mixture has half of the baseline, of window 6 there is none. */
  function withoutHonestService(ledger: Ledger): Ledger {
    return {
      ...ledger,
      transaction: (append) => ledger.transaction((writer) => append({
        ...writer,
        forecast(record) {
          if (record.forecaster === SERVICE && record.windowId === "7d-0006") return;
          const forged = (digest: string): string => writer.artifact("forecast", encodeSealedMixture({ ...decodeSealedMixture(ledger.read(digest)), baselineShare: "0.5" }));
          writer.forecast(record.forecaster === SERVICE && record.windowId === "7d-0005" ? { ...record, digest: forged(record.digest!) } : record);
        },
      })),
    };
  }

  it("is found out by the log, by the site and by the bundle of a decision that rests on it", () => {
    const found = findings();
    const decisions = join(workspace, "reports", "decisions");
    const newest = readdirSync(decisions).map((id) => join(decisions, id)).filter((folder) => readFileSync(join(folder, "forecasts.jsonl"), "utf8").includes(SERVICE));
    verifyBundle(newest[0]!, "bundle", {}, found);
    for (const { outcome, problems } of [verifyLogAlone(join(workspace, "reports", "log")), verifySite(join(workspace, "reports")), found.verification()]) {
      expect(outcome).toBe("false");
      expect(problems.map(({ object, problem }) => `${object}: ${problem}`)).toEqual([
        expect.stringMatching(/^log entry \d+ \(forecast in service 7d-0005\): it is not the insured mixture of the forecasts that were sealed before it/),
        expect.stringMatching(/^window 7d-0006: reasenberg-jones \S+ was in service, and no forecast in service was sealed$/),
      ]);
    }
  });
});
