import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

const FOLDER = "../../../src/forecasters/etas/likelihood/";
const SOURCE = fileURLToPath(new URL(`${FOLDER}pair-kernel.asc`, import.meta.url));
const BINARY = fileURLToPath(new URL(`${FOLDER}pair-kernel-binary.ts`, import.meta.url));

/** What is used of the compiler; its own types declare globals that are not there, a console of its own among them. */
interface Compiler {
  main(options: readonly string[], files: {
    readFile(name: string): string | null;
    writeFile(name: string, contents: Uint8Array): void;
    listFiles(): readonly string[];
  }): Promise<{ readonly error: Error | null; readonly stderr: { toString(): string } }>;
}

/** Compiles `pair-kernel.asc`. @throws Error with the compiler's messages */
export async function compilePairKernel(): Promise<Uint8Array> {
  const specifier: string = "assemblyscript/asc";
  const { default: asc } = (await import(specifier)) as { readonly default: Compiler };
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    ["pair-kernel.ts", "--outFile", "pair-kernel.wasm", "-O3", "--converge", "--noAssert", "--runtime", "stub", "--enable", "simd", "--disable", "bulk-memory"],
    {
      readFile: (name) => (name === "pair-kernel.ts" ? readFileSync(SOURCE, "utf8") : null),
      writeFile: (_name, contents) => void (binary = contents),
      listFiles: () => [],
    },
  );
  if (error !== null || binary === undefined) throw new Error(`pair-kernel.asc does not compile: ${error?.message}\n${stderr.toString()}`);
  return binary;
}

/** Run by hand after a change of the source: `node --import tsx test/bench/etas/compile-pair-kernel.ts`. */
if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const base64 = Buffer.from(await compilePairKernel()).toString("base64");
  const lines = base64.match(/.{1,150}/g)!.map((line) => `  "${line}",\n`).join("");
  writeFileSync(BINARY, `/** \`pair-kernel.asc\` compiled to WebAssembly, in base64; made by test/bench/etas/compile-pair-kernel.ts. */\nexport const PAIR_KERNEL_BASE64: string = [\n${lines}].join("");\n`);
  console.log(`${base64.length} characters`);
}
