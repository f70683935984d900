/** A run that kills itself with SIGKILL at the first point of its share that no process before it was killed at. Arguments: workspace, list of points, share, shares. */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { openSession, runAll } from "../../../src/experiment/run.ts";
import { sha256Hex } from "../../../src/numerics/digest.ts";
import { watchStorage } from "./storage-points.ts";

const [workspace, list, share, shares] = process.argv.slice(2) as [string, string, string, string];
const NOW = Date.UTC(2026, 0, 1);
const known = new Set(existsSync(list) ? readFileSync(list, "utf8").split("\n") : []);

watchStorage(workspace, ({ label }) => {
  if (known.has(label) || Number.parseInt(sha256Hex(label).slice(0, 8), 16) % Number(shares) !== Number(share)) return;
  appendFileSync(list, `${label}\n`);
  process.kill(process.pid, "SIGKILL");
  for (;;);
});
const session = openSession(workspace, NOW);
try {
  await runAll(session, () => NOW, () => undefined, 1);
} finally {
  session.ledger.close();
}
