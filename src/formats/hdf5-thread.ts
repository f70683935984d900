import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { InputError } from "../seismicity/input-error.ts";
import { type Hdf5Answer, type Hdf5Datasets, type Hdf5Request, LIBRARY_BYTES } from "./hdf5-datasets.ts";

/** A thread in which the HDF5 library runs. It holds no process open while it has nothing to do. */
export interface Hdf5Thread {
  /** @throws InputError naming `file` for whatever is wrong with the bytes */
  read(bytes: Uint8Array, names: readonly string[], file: string): Promise<{ readonly datasets: Hdf5Datasets; readonly unused: readonly string[] }>;
  write(datasets: Hdf5Datasets): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** No forecast takes as long: a day of a world of 0.1° cells is read in a few seconds. */
const DEADLINE_MS = 60_000;
const HEAP_MB = 2048;

/**
 * Starts a thread at the first request. Damaged or hostile files can make the library trap, loop, or ask for memory: a thread that
 * has done so, or has not answered after `deadlineMs`, is ended, and the next request gets a new one. For files of different
 * origin use a thread each, as a file could leave something behind in the library's memory.
 */
export function hdf5Thread(deadlineMs = DEADLINE_MS): Hdf5Thread {
  let worker: Worker | undefined;

  function drop(): Promise<unknown> {
    const ended = worker?.terminate();
    worker = undefined;
    return ended ?? Promise.resolve();
  }

  async function ask(request: Hdf5Request): Promise<Hdf5Answer> {
    worker ??= startWorker();
    const answer = await answerOf(worker, request, deadlineMs);
    if ("failed" in answer) await drop();
    else worker.unref();
    return answer;
  }

  return {
    async read(bytes, names, file) {
      const answer = await ask({ read: bytes, names });
      if ("datasets" in answer) return answer;
      if ("refused" in answer) {
        const { problem, ...details } = answer.refused;
        throw new InputError(problem, { file, ...details });
      }
      throw new InputError(`HDF5 file is damaged${"failed" in answer ? ` (${answer.failed})` : ""}`, { file, expected: "a file that the HDF5 library can read" });
    },
    async write(datasets) {
      const answer = await ask({ write: datasets });
      if ("bytes" in answer) return answer.bytes;
      throw new Error(`HDF5 was not written: ${JSON.stringify(answer)}`);
    },
    close: async () => void (await drop()),
  };
}

function answerOf(worker: Worker, request: Hdf5Request, deadlineMs: number): Promise<Hdf5Answer> {
  return new Promise((resolve) => {
    const settle = (answer: Hdf5Answer): void => {
      clearTimeout(timer);
      worker.off("message", settle).off("error", onError).off("exit", onExit);
      resolve(answer);
    };
    const onError = (error: Error): void => settle({ failed: `${error.message}; at most ${LIBRARY_BYTES / 2 ** 20} MB are given to the library` });
    const onExit = (): void => settle({ failed: "the library ended its thread" });
    const timer = setTimeout(() => settle({ failed: `not read after ${deadlineMs / 1000} s` }), deadlineMs);
    worker.on("message", settle).on("error", onError).on("exit", onExit);
    worker.ref();
    worker.postMessage(request);
  });
}

/** From a build a thread needs nothing; from source it must first load the compiler of TypeScript. */
function startWorker(): Worker {
  const options = { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, stackSizeMb: 16 } };
  return import.meta.url.endsWith(".ts") ? workerFromSource(options) : new Worker(new URL("./hdf5-worker.js", import.meta.url), options);
}

function workerFromSource(options: ConstructorParameters<typeof Worker>[1]): Worker {
  const loader = new URL("dist/esm/api/index.mjs", pathToFileURL(createRequire(import.meta.url).resolve("tsx/package.json"))).href;
  const thread = new URL("./hdf5-worker.ts", import.meta.url).href;
  return new Worker(`import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(thread)}); })`, { ...options, eval: true, execArgv: [] });
}
