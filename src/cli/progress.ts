import type { Progress } from "../experiment/run.ts";

const QUIET_MS = 2000;

/** Progress with time left, on stderr, for work over two seconds; nothing when stderr is not a terminal. */
export function terminalProgress(): Progress {
  if (!process.stderr.isTTY) return () => undefined;
  let stage = "";
  let started = 0;
  return (name, done, total) => {
    const now = Date.now();
    if (name !== stage) [stage, started] = [name, now];
    const elapsed = now - started;
    if (elapsed < QUIET_MS) return;
    const left = Math.ceil((elapsed / done) * (total - done) / 1000);
    process.stderr.write(`\r${name} ${done}/${total}, about ${left} s left\u001b[K${done === total ? "\n" : ""}`);
  };
}
