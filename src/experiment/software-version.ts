import { readFileSync } from "node:fs";

/** Name and version of this program, such as `quakegate 1.0.0`. */
export function softwareVersion(): string {
  const { name, version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { readonly name: string; readonly version: string };
  return `${name} ${version}`;
}
