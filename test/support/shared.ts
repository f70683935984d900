import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const beside = fileURLToPath(new URL("../../../shared", import.meta.url));

/** The reference folder `shared` beside the repository, or undefined in a clone that stands alone. */
export const sharedRoot: string | undefined = existsSync(beside) ? beside : undefined;

/** Whether reference material is at hand; tests that need it skip otherwise. */
export const hasShared: boolean = sharedRoot !== undefined;

/** Path of a file in the reference folder. The file need not exist; callers guard with {@link hasShared}. */
export function sharedPath(...parts: string[]): string {
  return join(beside, ...parts);
}
