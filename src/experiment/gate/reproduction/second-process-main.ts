import { readFileSync } from "node:fs";
import { openLedger } from "../../../ledger/ledger.ts";
import { checkEvidence } from "./check-evidence.ts";
import type { SecondProcessInput } from "./second-process.ts";

const { workspace, request } = JSON.parse(readFileSync(0, "utf8")) as SecondProcessInput;
const ledger = openLedger(workspace, { create: false });
try {
  process.stdout.write(JSON.stringify(checkEvidence(ledger, request)));
} finally {
  ledger.close();
}
