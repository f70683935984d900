import { defineConfig } from "vitest/config";

/** The slow tier, run nightly by hand: `npm run test:slow`. */
export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["test/slow/**/*.test.ts"],
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
  },
});
