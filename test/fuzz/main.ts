import { READERS } from "./readers.ts";
import { fuzz, mutation } from "./run.ts";

/** `node --import tsx test/fuzz/main.ts <mutations per reader> [first mutation] [reader]`: prints what became of them; exit code 1 on any fault. */
const [count = "10000", first = "0", only] = process.argv.slice(2);
const BLOCK = 100;

let faultCount = 0;
for (const reader of READERS.filter(({ name }) => only === undefined || name === only)) {
  let accepted = 0;
  let refused = 0;
  let slowest = 0;
  const started = performance.now();
  for (let from = Number(first); from < Number(first) + Number(count); from += BLOCK) {
    const blockStarted = performance.now();
    const outcome = await fuzz(reader, from, Math.min(from + BLOCK, Number(first) + Number(count)));
    slowest = Math.max(slowest, performance.now() - blockStarted);
    accepted += outcome.accepted;
    refused += outcome.refused;
    for (const { index, message } of outcome.faults.slice(0, Math.max(0, 20 - faultCount))) {
      console.log(`FAULT ${reader.name} ${index}: ${message}\n${Buffer.from(mutation(reader, index)).toString("latin1").slice(0, 1000)}\n`);
    }
    faultCount += outcome.faults.length;
  }
  console.log(`${reader.name}: ${accepted} accepted, ${refused} refused, ${((performance.now() - started) / 1000).toFixed(1)} s, slowest ${BLOCK} ${(slowest / 1000).toFixed(2)} s`);
}
process.exitCode = faultCount > 0 ? 1 : 0;
