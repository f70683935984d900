import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/workspace.ts";
import { ROOT, run } from "./support.ts";

const TREE = ["src", "templates", "experiment.yaml", "package.json", "tsconfig.json", "README.md", "LICENSE"];

/** The tree as a clone would have it, with the packages that are installed here. */
function clone(): string {
  const folder = temporaryFolder();
  for (const entry of TREE) cpSync(join(ROOT, entry), join(folder, entry), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return folder;
}

function commandsOf(readme: string): string[] {
  return [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) => block!.trim().split("\n")).map((line) => line.replace(/\s{2,}#.*$/, ""));
}

describe("what the README says", { timeout: 900_000 }, () => {
  const folder = clone();

  it("every command of it runs, in its order, in a fresh tree", async () => {
    const commands = commandsOf(readFileSync(join(ROOT, "README.md"), "utf8"));
    expect(commands.slice(0, 2)).toEqual(["npm ci && npm start", "npm test"]);
    expect(commands.length).toBeGreaterThan(10);
    const outputs = new Map<string, string>();
    // Installing and testing are what this test runs in.
    for (const command of ["npm start", ...commands.slice(2)]) {
      const { code, out, err } = await run("bash", ["-c", command], folder);
      expect([command, code, code === 0 ? "" : err]).toEqual([command, 0, ""]);
      outputs.set(command, out);
    }
    const report = outputs.get("npm start")!.trim().split("\n").at(-1)!;
    expect(readFileSync(join(folder, report), "utf8")).toMatch(/^<!doctype html>/i);
    expect([...outputs.values()].join("")).toMatch(/0\.632/);
  });

  it("its links lead to files", () => {
    for (const [, target] of readFileSync(join(ROOT, "README.md"), "utf8").matchAll(/\]\(([^)]+)\)/g)) expect([target, existsSync(join(ROOT, target!))]).toEqual([target, true]);
  });

  it("`npm pack` gives a quakegate that needs nothing but its production packages", async () => {
    const packed = await run("npm", ["pack", "--silent"], folder);
    expect([packed.code, packed.code === 0 ? "" : packed.err]).toEqual([0, ""]);
    const user = temporaryFolder();
    const unpacked = await run("tar", ["-xzf", join(folder, packed.out.trim().split("\n").at(-1)!), "-C", user], user);
    expect(unpacked.code).toBe(0);
    const production = await run("npm", ["ls", "--omit=dev", "--all", "--parseable"], ROOT);
    for (const path of production.out.trim().split("\n").slice(1)) linkPackage(path, join(user, "package", "node_modules"));
    const binary = join(user, "package", "dist/cli/main.js");
    const workspace = join(user, "workspace");
    const packaged = (...args: string[]) => run(process.execPath, [binary, ...args], user);
    expect((await packaged("--version")).out.trim()).toBe((JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string }).version);
    expect((await packaged("init", workspace)).code).toBe(0);
    expect((await packaged("run", "--workspace", workspace)).err).toMatch(/no catalog has been imported/);
  });
});

/** Links a package by its path under the tree's `node_modules`, nested ones included. */
function linkPackage(path: string, target: string): void {
  const name = path.slice(join(ROOT, "node_modules").length + 1);
  if (name.includes("/node_modules/") || !existsSync(path)) return;
  const link = join(target, name);
  mkdirSync(join(link, ".."), { recursive: true });
  if (!existsSync(link)) symlinkSync(path, link);
  expect(readdirSync(link).length).toBeGreaterThan(0);
}
