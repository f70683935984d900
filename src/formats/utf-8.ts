import { InputError, type InputErrorDetails } from "../seismicity/input-error.ts";

export interface Utf8Options {
  /** What is wrong with bytes that are not UTF-8, in the words of their reader. */
  readonly problem?: string;
  /** A mark at the beginning stays a character, so that one text has one form in bytes, or is dropped where people's files may have it. */
  readonly byteOrderMark?: "kept" | "dropped";
}

/** The text of UTF-8 bytes, none of which is replaced. @throws InputError with these details for bytes that are not UTF-8 */
export function utf8Text(bytes: Uint8Array, details: InputErrorDetails, { problem = "not UTF-8 text", byteOrderMark = "kept" }: Utf8Options = {}): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: byteOrderMark === "kept" }).decode(bytes);
  } catch {
    throw new InputError(problem, details);
  }
}
