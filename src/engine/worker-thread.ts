import { parentPort, workerData } from "node:worker_threads";
import { InputError } from "../seismicity/input-error.ts";
import type { Task } from "./engine.ts";
import type { WorkerAnswer } from "./worker-engine.ts";

const { url, context } = workerData as { readonly url: string; readonly context: unknown };
const { task } = (await import(url)) as { readonly task: Task<unknown, unknown, unknown> };
const work = task.prepare(context);

parentPort!.on("message", async ({ index, input }: { readonly index: number; readonly input: unknown }) => {
  parentPort!.postMessage(await answerTo(index, input));
});

async function answerTo(index: number, input: unknown): Promise<WorkerAnswer> {
  try {
    return { index, output: await work(input) };
  } catch (error) {
    const { message, stack } = error as Error;
    return { index, error: { message, ...(stack === undefined ? {} : { stack }), ...(error instanceof InputError ? { problem: error.problem, details: error.details } : {}) } };
  }
}
