import { expect, it } from "vitest";
import type { ForecastRequest } from "../../../src/forecasters/contract.ts";
import { isSubmitted } from "../../../src/forecasters/external/submitted.ts";
import { createForecaster } from "../../../src/forecasters/registry.ts";

const card = { title: "T", authors: ["A"], method: "M", dataUsed: "D", licence: "L" };

it("a submitted model has the version and card that its authors state, and makes no forecast", async () => {
  const model = createForecaster("submitted", "outside", { version: "2026.1", team: "alpha", card });
  expect([model.id, model.version, model.card]).toEqual(["outside", "2026.1", { ...card, citations: [] }]);
  expect(isSubmitted(model) && model.submission.team).toBe("alpha");
  expect(isSubmitted(createForecaster("smoothed-seismicity", "null", {}))).toBe(false);
  await expect(model.forecast({} as ForecastRequest)).rejects.toThrow(/forecasters\.outside: the forecasts of this model are submitted/);
});

it.each([
  [{ card }, /options\.version/],
  [{ version: "1.0+correction.1", card }, /options\.version/],
  [{ version: "1.0", team: "Alpha", card }, /options\.team/],
  [{ version: "1.0", card: { ...card, authors: [] } }, /options\.card\.authors/],
  [{ version: "1.0", card, more: 1 }, /bad option of submitted/],
])("bad options are named: %j", (options, message) => {
  expect(() => createForecaster("submitted", "outside", options)).toThrow(message);
});
