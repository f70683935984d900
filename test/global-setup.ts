import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Builds once, so that tests of the command line run what a user runs. */
export default function build(): void {
  execFileSync("npm", ["run", "--silent", "build"], { cwd: fileURLToPath(new URL("..", import.meta.url)), stdio: "inherit" });
}
