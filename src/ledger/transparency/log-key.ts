import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { InputError } from "../../seismicity/input-error.ts";
import { flushFolder, removeUnfinished } from "../artifact-store.ts";

/** Where the private key of a workspace's log lies: the file that QUAKEGATE_LOG_KEY names, or `keys/log.private.pem`. Never in the site. */
export function logKeyFile(workspace: string): string {
  return process.env["QUAKEGATE_LOG_KEY"] ?? join(workspace, "keys", "log.private.pem");
}

/** Reads an Ed25519 private key (PKCS #8 PEM), or undefined when there is no such file. @throws InputError for a file that is none. */
export function readPrivateKey(file: string): KeyObject | undefined {
  if (!existsSync(file)) return undefined;
  const key = parsePem(file);
  if (key?.asymmetricKeyType !== "ed25519") throw new InputError("not an Ed25519 private key", { file, expected: "PKCS #8 PEM" });
  return key;
}

/** Makes an Ed25519 private key (mode 0600, durable before it is used); of two processes that try at once one wins and both use its key. */
export function makePrivateKey(file: string): KeyObject {
  const { privateKey } = generateKeyPairSync("ed25519");
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  removeUnfinished(dirname(file));
  const temporary = `${file}.${process.pid}.unfinished`;
  rmSync(temporary, { force: true });
  const descriptor = openSync(temporary, "wx", 0o600);
  try {
    writeSync(descriptor, privateKey.export({ format: "pem", type: "pkcs8" }) as string);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  try {
    linkSync(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
  flushFolder(dirname(file));
  return readPrivateKey(file)!;
}

function parsePem(file: string): KeyObject | undefined {
  try {
    return createPrivateKey(readFileSync(file));
  } catch {
    return undefined;
  }
}
