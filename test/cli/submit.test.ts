import { Command } from "commander";
import { cpSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { keyCommand } from "../../src/cli/commands/key.ts";
import { statusCommand } from "../../src/cli/commands/status.ts";
import { submitCommand } from "../../src/cli/commands/submit.ts";
import { createForecaster } from "../../src/forecasters/registry.ts";
import { isSubmitted } from "../../src/forecasters/external/submitted.ts";
import type { Receipt } from "../../src/experiment/submission/receipt.ts";
import { at, DAY, fetchCatalog, HOUR, liveWorkspace, start, writeForecastCsv } from "../experiment/submission/support.ts";
import { quakegate, ROOT } from "./support.ts";

const home = process.cwd();
afterEach(() => {
  process.chdir(home);
  process.exitCode = undefined;
  vi.restoreAllMocks();
});

/** Runs a command as in a shell whose folder is the workspace, at a wall clock. */
async function run(workspace: string, wallClock: number, line: string): Promise<{ out: string; code: number }> {
  process.chdir(workspace);
  const written: string[] = [];
  const clock = vi.spyOn(Date, "now").mockReturnValue(wallClock);
  const output = vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
  process.exitCode = undefined;
  try {
    const program = new Command("quakegate").enablePositionalOptions().exitOverride();
    for (const command of [submitCommand(), keyCommand(), statusCommand()]) program.addCommand(command);
    await program.parseAsync([...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!), { from: "user" });
    return { out: written.join(""), code: Number(process.exitCode ?? 0) };
  } finally {
    output.mockRestore();
    clock.mockRestore();
  }
}

const readme = readFileSync(join(ROOT, "forecasts/README.md"), "utf8");
const commands = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) => block!.trim().split("\n")).map((line) => line.replace(/\s{2,}#.*$/, "").replace(/^quakegate /, ""));

describe("what forecasts/README.md says to authors", () => {
  it("every command of it runs, in its order, and does what is said", async () => {
    expect(commands.length).toBe(17);
    const workspace = liveWorkspace({ team: "alpha" });
    for (const [name, rate] of [["week42", 0.05], ["week42-corrected", 0.06], ["week43", 0.07], ["week44", 0.08]] as const) cpSync(writeForecastCsv(rate), join(workspace, `${name}.csv`));
    const outputs: string[] = [];
    for (const [place, command] of commands.entries()) {
      // What is revealed is revealed when its window has opened, and what follows comes later.
      const revealed = place >= commands.findIndex((line) => line.startsWith("submit reveal"));
      const { out, code } = await run(workspace, (revealed ? start(44) : start(42) - DAY) + place * 1000, command);
      expect([command, code]).toEqual([command, 0]);
      outputs.push(out);
    }
    const of = (beginning: string): string => outputs[commands.findIndex((line) => line.startsWith(beginning))]!;
    expect(of("key generate")).toMatch(/public key [A-Za-z0-9+/]{43}=\nfingerprint [0-9a-f]{64}\n/);
    expect(statSync(join(workspace, "alpha.pem")).mode & 0o777).toBe(0o600);
    expect(statSync(join(workspace, "week44.salt")).mode & 0o777).toBe(0o600);
    expect(of("submit week42.csv")).toMatch(/7d-0042 outside 1\.0: submission, on-time, prospective/);
    expect(of("submit --check-receipt")).toMatch(/the ledger has what this receipt says/);
    expect(of("submit week42-corrected.csv")).toMatch(/correction 1, on-time/);
    expect(of("submit commit")).toMatch(/commitment, embargoed/);
    // On time by its commitment, a day before the window opens; what comes after `commitBy` is the reveal.
    expect(of("submit reveal")).toMatch(/reveal, on-time, prospective; committed (\S+), revealed (\S+), to be there by (\S+)/);
    const [committed, revealed, due] = /committed (\S+), revealed (\S+), to be there by (\S+)/.exec(of("submit reveal"))!.slice(1).map((instant) => Date.parse(instant));
    expect([committed! < due!, revealed! >= due!]).toEqual([true, true]);
    expect(of("key list")).toMatch(/alpha [0-9a-f]{64}: from entry 0, until entry \d+, replaced\nalpha [0-9a-f]{64}: from entry \d+, until entry \d+, revoked: laptop stolen\n/);
    expect(of("submit list")).toMatch(/7d-0042 outside 1\.0: on-time.*\n7d-0042 outside 1\.0: correction 1, on-time, does not count.*\n7d-0043 outside 1\.0: on-time.*\n7d-0044 outside 1\.0: on-time/);
    expect(of("status")).toMatch(/submitted: outside, 42 missing, 3 on-time/);
    expect(existsSync(join(workspace, "week44.commitment.json.7d-0044.commitment.receipt.json"))).toBe(true);
    for (const receipt of ["week42.csv.7d-0042.submission", "week42-corrected.csv.7d-0042.correction-1", "week43.csv.7d-0043.submission", "week44.commitment.json.7d-0044.commitment", "week44.csv.7d-0044.reveal"]) {
      expect([receipt, (await run(workspace, start(45), `submit --check-receipt ${receipt}.receipt.json`)).code]).toEqual([receipt, 0]);
    }
  });

  it("the model in it is one", () => {
    const { forecasters } = parse(/```yaml\n([\s\S]*?)```/.exec(readme)![1]!) as { forecasters: { id: string; kind: string; options: unknown }[] };
    const [{ id, kind, options }] = forecasters as [(typeof forecasters)[number]];
    const model = createForecaster(kind, id, options);
    expect([model.id, model.version, isSubmitted(model) && model.submission.team]).toEqual(["outside", "1.0", "alpha"]);
  });
});

describe("submit on the command line", () => {
  it("refuses what does not go together", async () => {
    const workspace = liveWorkspace({ team: "alpha" });
    const early = start(0) - DAY;
    cpSync(writeForecastCsv(0.05), join(workspace, "f.csv"));
    const named = "--window 7d-0000 --model outside --version 1.0";
    await run(workspace, early, "key generate --team alpha -o a.pem");
    await expect(run(workspace, early, "key generate --team alpha -o a.pem")).rejects.toThrow(/a\.pem: the file exists already and is not overwritten/);
    await expect(run(workspace, early, "key rotate a.pem.request.json")).rejects.toThrow(/request of another kind/);
    await run(workspace, early, "key add a.pem.request.json");
    await expect(run(workspace, early, `submit f.csv ${named} --key a.pem`)).rejects.toThrow(/do not go together/);
    await expect(run(workspace, early, `submit ${named}`)).rejects.toThrow(/file: missing/);
    await expect(run(workspace, early, "submit f.csv --window 7d-0000")).rejects.toThrow(/--model: missing/);
    await expect(run(workspace, early, `submit f.csv --window 7d-0000 --model etas --version 1.0`)).rejects.toThrow(/no such model in the experiment.*expected outside/);
    await expect(run(workspace, early, `submit f.csv --window 7d-0000 --model reasenberg-jones --version 1.0`)).rejects.toThrow(/runs this model itself/);
    await expect(run(workspace, early, `submit f.csv --window 7d-0000 --model outside --version 2.0`)).rejects.toThrow(/another version.*expected 1\.0/);
    await expect(run(workspace, early, `submit commit ${named}`)).rejects.toThrow(/nothing to commit to/);
    await expect(run(workspace, early, `submit sign f.csv ${named} --team beta --key a.pem -o s.json`)).rejects.toThrow(/not this team's/);
    await expect(run(workspace, early, `submit sign f.csv ${named} --team alpha --key a.pem -o s.json --salt s --corrects x`)).rejects.toThrow(/do not go together/);
    await expect(run(workspace, early - 2 * DAY, `key revoke --team alpha --reason gone`)).rejects.toThrow(/set back/);
    writeFileSync(join(workspace, "taken.json"), "{}");
    await expect(run(workspace, early, `submit f.csv --window 7d-0001 --model outside --version 1.0 --team alpha --key a.pem --receipt taken.json`)).rejects.toThrow(/stands in the log \(entry \d+\), but its receipt was not written.*another name/);
    expect((await run(workspace, early, `submit f.csv --window 7d-0001 --model outside --version 1.0`)).out).toMatch(/receipt: f\.csv\.7d-0001\.submission\.receipt\.json/);
    const { out } = await run(workspace, early, `submit commit f.csv ${named} --salt f.salt --team alpha --key a.pem --json`);
    expect(JSON.parse(out)).toMatchObject({ kind: "commitment", status: "embargoed" });
  });

  it("--check-receipt says 1 for a receipt that was changed, another ledger, or a changed forecast", async () => {
    const workspace = liveWorkspace();
    const early = start(0) - DAY;
    cpSync(writeForecastCsv(0.05), join(workspace, "f.csv"));
    await run(workspace, early, "submit f.csv --window 7d-0000 --model outside --version 1.0");
    const path = join(workspace, "f.csv.7d-0000.submission.receipt.json");
    const receipt = JSON.parse(readFileSync(path, "utf8")) as Receipt;
    const check = async (folder: string, value: object): Promise<string> => {
      writeFileSync(join(workspace, "r.json"), JSON.stringify(value));
      const { out, code } = await run(folder, early + DAY, `submit --check-receipt ${join(workspace, "r.json")}`);
      return `${code} ${out}`;
    };
    expect(await check(workspace, receipt)).toMatch(/^0 .*the ledger has what this receipt says/);
    for (const field of Object.keys(receipt).filter((key) => typeof receipt[key as keyof Receipt] === "string" && key !== "type" && key !== "kind" && key !== "status" && key !== "evidenceClass")) {
      expect([field, await check(workspace, { ...receipt, [field]: `${String(receipt[field as keyof Receipt])}0` })]).toEqual([field, expect.stringMatching(/^1 .*the receipt was changed/)]);
    }
    const other = liveWorkspace();
    cpSync(writeForecastCsv(0.06), join(other, "g.csv"));
    await run(other, early + 1, "submit g.csv --window 7d-0000 --model outside --version 1.0");
    expect(await check(other, receipt)).toMatch(/^1 .*log entry \d+ is another than the receipt's/);
    const empty = liveWorkspace();
    await at(empty, early, (session) => fetchCatalog(session, early - HOUR));
    expect(await check(empty, receipt)).toMatch(/^1 .*the log has no entry/);
    const sealed = join(workspace, "forecasts/sha256", receipt.digest!.slice(0, 2), `${receipt.digest!.slice(2)}.qgf`);
    const bytes = readFileSync(sealed);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(sealed, bytes);
    expect(await check(workspace, receipt)).toMatch(/^1 .*changed after it was sealed/);
    await expect(run(liveWorkspace(), early, `submit --check-receipt ${path}`)).rejects.toThrow(/no ledger here yet/);
  });

  it("has no way to withdraw, and leaves --version to submissions", async () => {
    const withdraw = await quakegate("submit", "--withdraw", "f.csv");
    expect([withdraw.code, withdraw.err]).toEqual([2, expect.stringMatching(/unknown option '--withdraw'/)]);
    const version = await quakegate("submit", "f.csv", "--workspace", "nowhere", "--window", "7d-0000", "--model", "outside", "--version", "1.0");
    expect([version.code, version.out]).toEqual([2, ""]);
  });
});
