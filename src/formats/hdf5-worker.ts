import { parentPort } from "node:worker_threads";
import { type Hdf5Answer, type Hdf5Request, LIBRARY_BYTES } from "./hdf5-datasets.ts";

/** Memory of WebAssembly, which no limit of a thread counts. */
interface GrowingMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
const PAGE_BYTES = 65_536;

limitLibraryMemory();
// The library prints its own account of every error, which is not for the user.
const quiet = (): void => {};
Object.assign(console, { log: quiet, warn: quiet, error: quiet });
const { readDatasets, Refused, writeDatasets } = await import("./hdf5-library.ts");

parentPort!.on("message", (request: Hdf5Request) => {
  parentPort!.postMessage(answerTo(request));
});

function answerTo(request: Hdf5Request): Hdf5Answer {
  try {
    return "read" in request ? readDatasets(request.read, request.names) : { bytes: writeDatasets(request.write) };
  } catch (error) {
    if (error instanceof Refused) return { refused: error.refusal };
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

/** The library's allocator takes a refusal to grow for memory that has run out. */
function limitLibraryMemory(): void {
  const { prototype } = (globalThis as unknown as { readonly WebAssembly: { readonly Memory: { readonly prototype: GrowingMemory } } }).WebAssembly.Memory;
  const { grow } = prototype;
  prototype.grow = function limited(this: GrowingMemory, pages) {
    if (this.buffer.byteLength + pages * PAGE_BYTES > LIBRARY_BYTES) throw new RangeError("the HDF5 library asks for too much memory");
    return grow.call(this, pages);
  };
}
