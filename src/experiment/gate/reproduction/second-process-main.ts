import { readFileSync } from "node:fs";
import { openLedger } from "../../../ledger/ledger.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import { checkEvidence } from "./check-evidence.ts";
import type { SecondProcessAnswer, SecondProcessInput } from "./second-process.ts";

const { workspace, request } = JSON.parse(readFileSync(0, "utf8")) as SecondProcessInput;
const ledger = openLedger(workspace, { create: false });
try {
  answer(checkEvidence(ledger, request));
} catch (error) {
  if (error instanceof InputError || !(error instanceof Error)) throw error;
  answer({ fault: error.stack ?? error.message });
} finally {
  ledger.close();
}

function answer(said: SecondProcessAnswer): void {
  process.stdout.write(JSON.stringify(said));
}
