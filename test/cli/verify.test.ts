import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { publishedWorkspace } from "../experiment/verify/published-workspace.ts";
import { temporaryFolder, writeWorkspace } from "../support/workspace.ts";
import { quakegate } from "./support.ts";

it("verify and audit replay say 0, 1 or 2, and why", { timeout: 120_000 }, async () => {
  const workspace = await publishedWorkspace();
  const site = join(workspace, "reports");
  const bundle = join(site, "decisions", readdirSync(join(site, "decisions"))[0]!);
  const key = readFileSync(join(site, "log", "log.vkey"), "utf8").trim();
  const commands = [["log", "--workspace", workspace], ["log", join(site, "log"), "--from", join(site, "log", "checkpoint")], ["site", site, "--key", key], ["bundle", bundle, "--key", join(site, "log", "log.vkey")], ["decision", join(bundle, "record.dsse.json")]];
  for (const command of commands) {
    const { code, out, err } = await quakegate("verify", ...command);
    expect([command, code, err]).toEqual([command, 0, ""]);
    expect(out).toMatch(/: verified \(checked: /);
  }
  expect(await quakegate("audit", "replay", "--workspace", workspace)).toMatchObject({ code: 0, out: expect.stringMatching(/^replay: verified \(checked: 8 results scored again, 1 decisions taken again\)/) as string });

  for (const command of [["verify", "decision", join(bundle, "record.dsse.json"), "--key", "AAAA"], ["verify", "site", site, "--key", "AAAA"], ["verify", "bundle", bundle, "--key", "AAAA"]]) {
    expect([command, await quakegate(...command)]).toEqual([command, { code: 2, err: "", out: expect.stringMatching(/: cannot verify.*\n  \? --key: /) as string }]);
  }
  expect(await quakegate("audit", "replay", "--workspace", workspace, "--since", "99999")).toMatchObject({ code: 2, out: expect.stringMatching(/^replay: cannot verify\n  \? ledger\.sqlite: there are no results and no decisions to do again from log entry 99999 on/) as string });
  const fresh = writeWorkspace();
  for (const command of [["replay"], ["whatif", "--catalog", "latest"]]) {
    expect(await quakegate("audit", ...command, "--workspace", fresh)).toMatchObject({ code: 2, out: "", err: expect.stringMatching(/ledger\.sqlite: no ledger here yet/) as string });
  }
  expect(existsSync(join(fresh, "ledger.sqlite"))).toBe(false);
  expect((await quakegate("status", "--workspace", fresh)).code).toBe(0);
  expect(await quakegate("verify", "log", "--workspace", fresh)).toMatchObject({ code: 2, out: expect.stringMatching(/: cannot verify\n  \? ledger\.sqlite: its log has no entries, so that nothing could be verified/) as string });

  const [first] = (readdirSync(join(workspace, "forecasts"), { recursive: true }) as string[]).filter((path) => path.endsWith(".qgf"));
  const bytes = readFileSync(join(workspace, "forecasts", first!));
  bytes[bytes.length - 9]! ^= 1;
  const [changed, arrow] = [join(temporaryFolder(), "bad.qgf"), join(temporaryFolder(), "x.arrow")];
  writeFileSync(changed, bytes);
  expect(await quakegate("convert", changed, arrow, "--workspace", workspace)).toMatchObject({ code: 2, out: "", err: expect.stringMatching(/bad\.qgf, SHA-256: no log entry seals these bytes/) as string });
  expect(existsSync(arrow)).toBe(false);
  expect(await quakegate("convert", join(workspace, "forecasts", first!), arrow, "--workspace", workspace)).toMatchObject({ code: 0, err: "" });

  appendFileSync(join(site, "gate.html"), " ");
  const edited = await quakegate("verify", "site", site, "--json");
  expect(edited.code).toBe(1);
  expect(JSON.parse(edited.out)).toMatchObject({ outcome: "false", problems: [{ object: "gate.html", problem: expect.stringMatching(/bytes, the manifest says/) as string }] });
  writeFileSync(join(bundle, "policy.json"), "{}");
  expect(await quakegate("verify", "bundle", bundle)).toMatchObject({ code: 1, out: expect.stringMatching(/FALSE, 1 problem/) as string });

  expect((await quakegate("verify", "site", temporaryFolder())).code).toBe(2);
  expect((await quakegate("verify", "log", "/nowhere")).code).toBe(2);
});
