import type { Task } from "../../src/engine/engine.ts";
import { InputError } from "../../src/seismicity/input-error.ts";

/** Squares numbers after a wait that gets shorter, so that later inputs would overtake earlier ones; refuses negative ones. */
export const task: Task<{ readonly offset: number }, number, number> = {
  url: import.meta.url,
  prepare({ offset }) {
    return (input) => {
      if (input < 0) throw new InputError("negative", { field: "input", value: input });
      const until = performance.now() + Math.max(0, 6 - input);
      while (performance.now() < until);
      return input * input + offset;
    };
  },
};
