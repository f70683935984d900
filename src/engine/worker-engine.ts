import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { InputError, type InputErrorDetails } from "../seismicity/input-error.ts";
import type { Engine } from "./engine.ts";
import { inlineEngine } from "./inline-engine.ts";

/** Inputs handed out before the oldest output has been delivered, per worker: bounds what waits in memory. */
const AHEAD_PER_WORKER = 4;

export type WorkerAnswer =
  | { readonly index: number; readonly output: unknown }
  | { readonly index: number; readonly error: { readonly message: string; readonly stack?: string; readonly problem?: string; readonly details?: InputErrorDetails } };

/** Worker threads, started for each `map` and stopped after it; inline for one. */
export function workerEngine(workers: number): Engine {
  return workers === 1 ? inlineEngine : { map: (task, context, inputs, deliver) => mapOnWorkers(workers, { url: task.url, context }, inputs, deliver as (output: unknown, index: number) => void) };
}

function mapOnWorkers(count: number, workerData: unknown, inputs: Iterable<unknown>, deliver: (output: unknown, index: number) => void): Promise<void> {
  const source = inputs[Symbol.iterator]();
  const waiting = new Map<number, WorkerAnswer>();
  const threads: Worker[] = [];
  const idle: Worker[] = [];
  let handedOut = 0;
  let delivered = 0;
  let exhausted = false;

  return new Promise<void>((resolve, reject) => {
    const stop = (settle: () => void): void => {
      exhausted = true;
      void Promise.all(threads.map((thread) => thread.terminate())).then(settle);
    };
    const feed = (): void => {
      while (!exhausted && (idle.length > 0 || threads.length < count) && handedOut - delivered < count * AHEAD_PER_WORKER) {
        const next = source.next();
        if (next.done) {
          exhausted = true;
          break;
        }
        const thread = idle.pop() ?? startThread();
        thread.postMessage({ index: handedOut++, input: next.value });
      }
      if (exhausted && delivered === handedOut) stop(resolve);
    };
    const startThread = (): Worker => {
      const thread = startWorker(workerData);
      threads.push(thread);
      thread.on("error", (error) => stop(() => reject(error)));
      thread.on("message", (answer: WorkerAnswer) => {
        idle.push(thread);
        waiting.set(answer.index, answer);
        guarded(() => {
          for (let ready = waiting.get(delivered); ready !== undefined; ready = waiting.get(delivered)) {
            if ("error" in ready) throw revived(ready.error);
            waiting.delete(delivered);
            deliver(ready.output, delivered++);
          }
          feed();
        });
      });
      return thread;
    };
    const guarded = (work: () => void): void => {
      try {
        work();
      } catch (error) {
        stop(() => reject(error as Error));
      }
    };
    guarded(feed);
  });
}

/** From a build a worker needs nothing; from source it must first load the compiler of TypeScript, as a thread inherits no loader. */
function startWorker(workerData: unknown): Worker {
  if (!import.meta.url.endsWith(".ts")) return new Worker(new URL("./worker-thread.js", import.meta.url), { workerData });
  const loader = new URL("dist/esm/api/index.mjs", pathToFileURL(createRequire(import.meta.url).resolve("tsx/package.json"))).href;
  const thread = new URL("./worker-thread.ts", import.meta.url).href;
  const start = `import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(thread)}); })`;
  return new Worker(start, { eval: true, workerData, execArgv: [] });
}

function revived({ message, stack, problem, details }: { message: string; stack?: string; problem?: string; details?: InputErrorDetails }): Error {
  if (problem !== undefined) return new InputError(problem, details);
  return Object.assign(new Error(message), stack === undefined ? {} : { stack });
}
