import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { readBytes } from "../../formats/byte-stream.ts";
import { type Ledger, openLedger } from "../../ledger/ledger.ts";
import { InputError } from "../../seismicity/input-error.ts";

/**
 * That a file holds the very bytes that a workspace sealed: only then may what its header says of experiment, window, version and digests be
 * repeated. In a workspace the name of a sealed forecast is its SHA-256 too.
 *
 * @param path of a sealed forecast, plain or gzipped
 * @throws InputError when no log entry of the workspace seals these bytes, or there is no ledger
 */
export function checkSealed(path: string, workspace: string): void {
  const hash = createHash("sha256");
  for (const chunk of readBytes(path)) hash.update(chunk);
  const ledger = openLedger(workspace, { create: false });
  try {
    requireSealed(path, hash.digest("hex"), ledger);
  } finally {
    ledger.close();
  }
}

/** {@link checkSealed} of a file whose SHA-256 is known. */
export function requireSealed(path: string, sha256: string, ledger: Ledger): void {
  const name = `${basename(dirname(path))}${basename(path, ".qgf")}`;
  if (/^[0-9a-f]{64}$/.test(name) && name !== sha256) throw new InputError("the forecast was changed after it was sealed", { file: path, field: "SHA-256", value: sha256, expected: name });
  if (ledger.forecasts().some(({ digest }) => digest === sha256)) return;
  throw new InputError("no log entry seals these bytes: the forecast was changed after it was sealed, or another workspace sealed it", { file: path, field: "SHA-256", value: sha256, expected: `that of a forecast in ${join(ledger.workspace, "ledger.sqlite")}` });
}
