import { describe, expect, it } from "vitest";
import { forecasterVersion } from "../../src/forecasters/version.ts";

describe("forecaster version", () => {
  it("is the code version and the first 8 digits of the options' digest", () => {
    // sha256("{}") = 44136fa355b3678a…
    expect(forecasterVersion("1.2.0", {})).toBe("1.2.0+44136fa3");
  });

  it("ignores key order and nothing else", () => {
    const version = forecasterVersion("1.0.0", { a: 1, b: [1, 2] });
    expect(forecasterVersion("1.0.0", { b: [1, 2], a: 1 })).toBe(version);
    expect(forecasterVersion("1.0.0", { a: 1, b: [2, 1] })).not.toBe(version);
    expect(forecasterVersion("1.0.1", { a: 1, b: [1, 2] })).not.toBe(version);
  });
});
