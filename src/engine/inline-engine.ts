import type { Engine } from "./engine.ts";

/** Runs every task in this thread, one input after the other. */
export const inlineEngine: Engine = {
  async map(task, context, inputs, deliver) {
    const work = task.prepare(context);
    let index = 0;
    for (const input of inputs) deliver(await work(input), index++);
  },
};
