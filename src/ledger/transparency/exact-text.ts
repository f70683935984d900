import { existsSync, readFileSync } from "node:fs";
import { utf8Text } from "../../formats/utf-8.ts";
import { InputError } from "../../seismicity/input-error.ts";

/** Text of a file, byte for byte; a byte order mark stays a character. @throws InputError when it is missing, or not UTF-8. */
export function exactText(file: string): string {
  if (!existsSync(file)) throw new InputError("file does not exist", { file });
  return utf8Text(readFileSync(file), { file });
}
