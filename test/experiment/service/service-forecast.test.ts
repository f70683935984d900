import { describe, expect, it } from "vitest";
import { serviceIssuer } from "../../../src/experiment/service/issue-service.ts";
import { serviceForecast, serviceVersion } from "../../../src/experiment/service/service-forecast.ts";
import { createForecaster } from "../../../src/forecasters/registry.ts";
import type { Experiment } from "../../../src/experiment/load-experiment.ts";
import { decodeSealedMixture } from "../../../src/formats/sealed-mixture.ts";
import { type ActStatement, readActs, signAct } from "../../../src/gate/acts/act.ts";
import { SERVICE, serviceHistory } from "../../../src/gate/sequential/service.ts";
import { openLedger } from "../../../src/ledger/ledger.ts";
import { generateTeamKey } from "../../../src/ledger/keys/ed25519.ts";
import { keyAddition } from "../../../src/ledger/keys/key-documents.ts";
import { registerKey } from "../../../src/ledger/keys/register-key.ts";
import type { ForecastRecord } from "../../../src/ledger/records.ts";
import { windowId } from "../../../src/seismicity/window.ts";
import { anytimePolicy } from "../../gate/anytime-evidence.ts";
import { WINDOWS } from "../../gate/ledger.ts";
import { temporaryFolder } from "../../support/workspace.ts";

const window = WINDOWS[3]!;
const { privatePem } = generateTeamKey();
const statement: ActStatement = { type: "quakegate/gate-act/1", kind: "ship", model: "theirs", version: "1", horizonDays: 7, fromWindow: 3, asOf: 0, decisionId: "d", reason: "passed" };
const record = (forecaster: string, changes: Partial<ForecastRecord> = {}): Omit<ForecastRecord, "entry"> => ({
  windowId: windowId(window), forecaster, version: "1", status: "on-time", evidenceClass: "prospective", stratum: "active", sealedAt: window.issueAt, digest: (forecaster === "null" ? "b" : "a").repeat(64), conditioningDigest: "c", modelDigest: null, message: "", ...changes,
});

function shippedLedger() {
  const ledger = openLedger(temporaryFolder(), { create: true });
  registerKey(ledger, keyAddition("operator", privatePem), 0);
  ledger.transaction((writer) => {
    writer.note("policy", "made", 0, { digest: "p", policy: anytimePolicy({ challengers: ["theirs"] }) });
    writer.note("ship", "theirs", 0, { ...statement, signatures: [signAct(statement, "operator", privatePem)] });
  });
  return ledger;
}

describe("the forecast in service", () => {
  const ledger = shippedLedger();
  const serving = serviceHistory(readActs(ledger.log()), 7)[0]!;
  const made = (...forecasts: readonly Omit<ForecastRecord, "entry">[]) => serviceForecast({ experiment: "made", window, serving, policy: { floorNats: "4.6" }, baseline: "null", forecasts });
  const mixtureOf = (...forecasts: readonly Omit<ForecastRecord, "entry">[]) => decodeSealedMixture(made(...forecasts).bytes!);

  it("is of the shipped version and the baseline, each as it was sealed; another version of the model is none of it", () => {
    expect(mixtureOf(record("null"), record("theirs", { version: "2", digest: "f".repeat(64) }), record("theirs"))).toMatchObject({
      window: "7d-0003", challenger: { forecaster: "theirs", version: "1", digest: "a".repeat(64) }, baseline: { forecaster: "null", digest: "b".repeat(64) }, baselineShare: "0.0100518357446336", floorNats: "4.6", decisionId: "d", actEntry: serving.act.entry,
    });
    expect(serviceVersion(serving)).toBe("theirs@1");
  });

  it.each([["missing", []], ["late", [record("theirs", { status: "late" })]], ["failed", [record("theirs", { status: "failed", digest: null })]]] as const)("is the baseline's alone where the version's is %s", (absence, forecasts) => {
    expect(mixtureOf(record("null"), ...forecasts)).toMatchObject({ challenger: { forecaster: "theirs", version: "1", digest: null, absence }, baselineShare: "1" });
  });

  it("is none without a forecast of the baseline, which is its insurance", () => {
    expect(made(record("theirs"))).toMatchObject({ bytes: undefined, message: expect.stringMatching(/baseline null has no forecast/) as string });
    expect(made(record("null", { status: "failed", digest: null }), record("theirs")).bytes).toBeUndefined();
  });
});

describe("of a submitted model", () => {
  const experiment = { file: { name: "made", horizonsDays: [7], references: { baseline: "null", model: "null" } }, forecasters: [{ forecaster: createForecaster("submitted", "theirs", { version: "1", card: { title: "Theirs", authors: ["A. Nother"], method: "Made elsewhere.", dataUsed: "unknown", licence: "CC-BY-4.0" } }), refitEveryDays: 1 }] } as unknown as Pick<Experiment, "file" | "forecasters">;
  const sealed = (ledger: ReturnType<typeof shippedLedger>) => ledger.forecasts().filter(({ forecaster }) => forecaster === SERVICE);

  it("is waited for until the time to commit, and then the baseline serves alone", () => {
    const ledger = shippedLedger();
    const issue = (now: number) => serviceIssuer(experiment, ledger, { mode: "live", now: () => now })(window);
    ledger.transaction((writer) => writer.forecast(record("null", { digest: writer.artifact("forecast", Buffer.from("q")) })));
    expect(issue(window.commitBy)).toBeUndefined();
    expect(issue(window.commitBy + 1)).toBe("issued");
    expect(sealed(ledger)).toMatchObject([{ status: "late", evidenceClass: "retrospective", stratum: "active", version: "theirs@1", message: "theirs 1 has no forecast on time (missing): that of null is in service alone" }]);
    expect(issue(window.commitBy + 2)).toBeUndefined();
  });

  it("is not sealed before its window has been issued", () => {
    const ledger = shippedLedger();
    ledger.transaction((writer) => writer.forecast(record("theirs", { digest: writer.artifact("forecast", Buffer.from("p")) })));
    expect(serviceIssuer(experiment, ledger, { mode: "live", now: () => window.issueAt - 5 })(window)).toBeUndefined();
    expect(sealed(ledger)).toEqual([]);
  });

  it("serves as soon as it has come; in a window in which nothing is in service nothing is issued", () => {
    const ledger = shippedLedger();
    const issuer = serviceIssuer(experiment, ledger, { mode: "live", now: () => window.issueAt - 5 });
    ledger.transaction((writer) => {
      writer.forecast(record("null", { digest: writer.artifact("forecast", Buffer.from("q")) }));
      writer.forecast(record("theirs", { digest: writer.artifact("forecast", Buffer.from("p")) }));
    });
    expect(issuer(WINDOWS[2]!)).toBeUndefined();
    expect(issuer(window)).toBe("issued");
    expect(sealed(ledger)).toMatchObject([{ status: "on-time", evidenceClass: "prospective", sealedAt: window.issueAt - 5, message: "" }]);
  });
});
