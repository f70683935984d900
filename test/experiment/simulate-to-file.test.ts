import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { encodeNumbers } from "../../src/evaluation/json-number.ts";
import { fitEtasFile } from "../../src/experiment/fit-file/fit-etas-file.ts";
import { type SimulatedFile, simulateToFile } from "../../src/experiment/simulate-to-file.ts";
import { InputError } from "../../src/seismicity/input-error.ts";
import { temporaryFolder } from "../support/workspace.ts";
import { madeUpFit } from "./fit-file/support.ts";

const request = { box: { west: -119.5, east: -115.5, south: 33, north: 36 }, start: Date.UTC(2004, 0, 1), end: Date.UTC(2006, 0, 1), seed: "made", burnInDays: 200, plantedMainshocks: [] };
const folder = temporaryFolder();
const simulated = (name: string, parameters: unknown): SimulatedFile & { readonly text: string } => {
  const [parametersFile, file] = [join(folder, `${name}.json`), join(folder, `${name}.csv`)];
  writeFileSync(parametersFile, JSON.stringify(parameters));
  return { ...simulateToFile(file, { ...request, parametersFile }), text: readFileSync(file, "utf8") };
};
const untapered = { muPerDay: 0.3, K: 0.25, alpha: 1.2, cDays: 0.01, p: 1.2, DKm: 1, q: 1.8, gamma: 0.4, referenceMagnitude: 3, beta: 2.3, maximumMagnitude: 5.9 };

describe("a catalog simulated with given parameters", () => {
  it.each([["with a taper", true], ["without", false]])("takes those of a fit as it prints them: %s", (name, taper) => {
    const { model } = (JSON.parse(JSON.stringify(encodeNumbers(fitEtasFile(madeUpFit({ taper, uniformBackground: true })).report))) as { model: { parameters: Record<string, number | null> } });
    expect(typeof model.parameters["taperDays"]).toBe(taper ? "number" : "object");
    const { events, parameters } = simulated(name, model.parameters);
    expect(events).toBeGreaterThan(50);
    expect({ taperDays: null, ...parameters }).toEqual(model.parameters);
  });

  it("ends its aftershocks with the taper, for which p may be 1 or less", () => {
    const without = simulated("left-out", untapered);
    expect(simulated("null", { ...untapered, taperDays: null }).text).toBe(without.text);
    expect(simulated("tapered", { ...untapered, taperDays: 100 }).text).not.toBe(without.text);
    expect(simulated("slow", { ...untapered, p: 0.9, taperDays: 100 }).parameters).toEqual({ ...untapered, p: 0.9, taperDays: 100 });
  });

  it.each([
    ["p of 1 or less without a taper", { ...untapered, p: 0.9, taperDays: null }, /bad\.json, p: .*got 0\.9; expected a finite number > 1/],
    ["a taper of no days", { ...untapered, taperDays: 0 }, /bad\.json, taperDays: .*expected the keys muPerDay, .*taperDays may be null or left out/],
    ["a taper in words", { ...untapered, taperDays: "none" }, /bad\.json, taperDays: /],
    ["an unknown key", { ...untapered, tau: 1 }, /bad\.json.*tau/],
  ])("is refused for %s", (_, parameters, message) => {
    expect(() => simulated("bad", parameters)).toThrow(InputError);
    expect(() => simulated("bad", parameters)).toThrow(message);
  });
});
