import { describe, expect, it } from "vitest";
import { parseWindowId, windowId } from "../../src/seismicity/window.ts";

describe("names of windows", () => {
  it.each([[7, 0], [7, 42], [7, 12_345], [28, 7], [0.5, 3], [1e-7, 1]])("of %d days and index %d read back", (horizonDays, index) => {
    expect(parseWindowId(windowId({ horizonDays, index }))).toEqual({ horizonDays, index });
  });

  it.each(["", "7d-", "7d-42", "7d-00042", "7d-0042x", "7d-00-1", "7d--100", "7d-1.50", "07d-0042", "NaNd-0001", "d-0001", "7d-0042d-0001", "experiment"])("are not %j", (id) => {
    expect(parseWindowId(id)).toBeUndefined();
  });
});
