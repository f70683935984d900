import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { smallExperiment, temporaryFolder, writeWorkspace } from "../support/workspace.ts";
import { quakegate } from "./support.ts";

describe("policies as documents", () => {
  const folder = temporaryFolder();
  const file = join(folder, "policy.json");

  it("are printed, read back and said in words", async () => {
    const printed = await quakegate("gate", "policy", "--print", "anytime");
    expect([printed.code, printed.err]).toEqual([0, ""]);
    expect(JSON.parse(printed.out)).toMatchObject({ policy: "anytime", alpha: "0.05", floorNats: "4.6" });
    writeFileSync(file, printed.out);
    const checked = await quakegate("gate", "policy", "--check", file);
    expect(checked.code).toBe(0);
    expect(checked.out.length).toBeGreaterThan(500);
  });

  it.each([
    ["AUC", (document: Record<string, unknown>) => ({ ...document, statistic: "AUC" }), /statistic|AUC/],
    ["a policy that nobody knows", (document: Record<string, unknown>) => ({ ...document, policy: "ask-me" }), /unknown policy.*ask-me/],
    ["a number that is no decimal string", (document: Record<string, unknown>) => ({ ...document, alpha: "one in twenty" }), /alpha/],
  ])("are refused when they name %s", async (_, change, message) => {
    writeFileSync(file, JSON.stringify(change(JSON.parse((await quakegate("gate", "policy", "--print", "anytime")).out) as Record<string, unknown>)));
    const { code, out, err } = await quakegate("gate", "policy", "--check", file);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(message);
  });

  it("say what they do before anybody signs them", async () => {
    const page = join(folder, "study.html");
    const { code, out, err } = await quakegate("gate", "simulate", "--replicas", "50", "--windows", "60", "-o", page, "--json");
    expect([code, err]).toEqual([0, ""]);
    expect(() => JSON.parse(out) as unknown).not.toThrow();
    expect(readFileSync(page, "utf8")).toMatch(/^<!doctype html>/i);
  });
});

it("explains, and is overruled only by two signatures, for ever in sight", { timeout: 120_000 }, async () => {
  const workspace = writeWorkspace(smallExperiment({ gate: { id: "small", evidenceClasses: ["pseudo-prospective"] } }));
  const call = (...args: string[]) => quakegate(...args, "--workspace", workspace);
  expect((await call("run", "--workers", "1")).code).toBe(0);
  const explained = await call("gate", "explain");
  expect([explained.code, explained.err]).toEqual([0, ""]);
  expect(explained.out).toMatch(/HOLD\.MIN_WINDOWS/);
  expect((await call("gate", "explain", "nobody")).code).toBe(2);

  const keys = temporaryFolder();
  for (const team of ["north", "south"]) {
    const made = await quakegate("key", "generate", "--team", team, "-o", join(keys, `${team}.pem`), "--json");
    expect([team, made.code, made.err]).toEqual([team, 0, ""]);
    expect(await call("key", "add", join(keys, `${team}.pem.request.json`))).toMatchObject({ code: 0, err: "" });
  }
  const override = (...signers: string[]) => call("gate", "override", "reasenberg-jones", "--to", "ship", "--reason", "a drill", ...signers.flatMap((team) => ["--sign", `${team}=${join(keys, `${team}.pem`)}`]));
  expect((await override("north")).code).toBe(2);
  expect((await override("north", "north")).code).toBe(2);
  expect(await override("north", "south")).toMatchObject({ code: 0, err: "" });
  expect((await call("report")).code).toBe(0);
  expect(readFileSync(join(workspace, "reports", "gate.html"), "utf8")).toMatch(/overr[\s\S]*a drill/i);
  expect(existsSync(join(workspace, "reports", "policy.html"))).toBe(true);
  expect((await call("verify", "log")).code).toBe(0);
});
