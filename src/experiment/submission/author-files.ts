import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { parseJson } from "../../formats/json-values.ts";
import { readTextFile } from "../../formats/text-file.ts";
import { writeFileAtomically } from "../../ledger/artifact-store.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { newSalt } from "./embargo.ts";
import type { Receipt } from "./receipt.ts";

/** A JSON file. @throws InputError naming it when it cannot be read or is no JSON */
export function readJsonFile(file: string): unknown {
  return parseJson(readTextFile(file).text, { file });
}

/** Writes what only its owner may read; never over a file. @throws InputError when it is there or cannot be written */
export function writeSecret(file: string, text: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(file, "wx", 0o600);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(code === "EEXIST" ? "the file exists already and is not overwritten" : `file cannot be written (${code})`, { file, expected: "another name, in a folder that exists and can be written to" });
  }
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Writes a JSON document that may be published. @throws InputError when another one is there */
export function writeDocument(file: string, value: unknown): void {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (existsSync(file) && readFileSync(file, "utf8") !== text) throw new InputError("the file exists already and holds something else", { file, expected: "another name" });
  try {
    writeFileAtomically(file, text);
  } catch (error) {
    throw new InputError(`file cannot be written (${(error as NodeJS.ErrnoException).code})`, { file, expected: "a name in a folder that can be written to" });
  }
}

/** The salt in a file, which is made when it is not there. */
export function saltOf(file: string): string {
  if (!existsSync(file)) writeSecret(file, `${newSalt()}\n`);
  return readSalt(file);
}

export function readSalt(file: string): string {
  return readTextFile(file).text.trim();
}

/** Where a receipt goes unless its author says otherwise: beside the file, under a name of its own for each window and correction. */
export function receiptPath(file: string, { window, kind, correction }: Pick<Receipt, "window" | "kind" | "correction">): string {
  return `${file}.${window}.${correction > 0 ? `correction-${correction}` : kind}.receipt.json`;
}
