import { basename, dirname } from "node:path";
import { InputError } from "../../seismicity/input-error.ts";

/** In a workspace the name of a sealed forecast is its SHA-256. @throws InputError when it is another's */
export function checkSealedName(path: string, sha256: string): void {
  const name = `${basename(dirname(path))}${basename(path, ".qgf")}`;
  if (/^[0-9a-f]{64}$/.test(name) && name !== sha256) throw new InputError("the forecast was changed after it was sealed", { file: path, field: "SHA-256", value: sha256, expected: name });
}
