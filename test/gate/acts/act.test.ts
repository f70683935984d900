import { expect, it } from "vitest";
import { readActs } from "../../../src/gate/acts/act.ts";
import type { LogEntry } from "../../../src/ledger/records.ts";
import { emptyLedger } from "../ledger.ts";

const demotion = (reason: string): object => ({ type: "quakegate/gate-act/1", kind: "demotion", model: "etas", version: "1", horizonDays: 7, fromWindow: 3, asOf: 0, decisionId: "first", reason, signatures: [] });

it("reads a log that has not grown once, and one that has anew", () => {
  const ledger = emptyLedger();
  const note = (reason: string): void => ledger.transaction((writer) => void writer.note("demotion", "etas", 0, demotion(reason)));
  note("first");
  const acts = readActs(ledger.log());
  expect(acts.map(({ reason }) => reason)).toEqual(["first"]);
  expect(readActs(ledger.log())).toBe(acts);
  note("second");
  expect(readActs(ledger.log()).map(({ reason }) => reason)).toEqual(["first", "second"]);
  // Within a transaction the log has what is not committed yet, and goes back with it.
  expect(() => ledger.transaction((writer) => {
    writer.note("demotion", "etas", 0, demotion("third"));
    expect(readActs(ledger.log())).toHaveLength(3);
    throw new Error("rolled back");
  })).toThrow("rolled back");
  expect(readActs(ledger.log())).toHaveLength(2);
  const growing: LogEntry[] = [...ledger.log().slice(0, 1)];
  expect(readActs(growing)).toHaveLength(1);
  growing.push(...ledger.log().slice(1));
  expect(readActs(growing)).toHaveLength(2);
});
