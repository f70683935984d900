import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder, writeWorkspace } from "../support/workspace.ts";
import { quakegate } from "./support.ts";

describe("the transparency log on the command line", { timeout: 120_000 }, () => {
  const workspace = writeWorkspace();
  const folder = join(workspace, "reports", "log");
  const state = temporaryFolder();
  const proof = join(temporaryFolder(), "forecast.tlog-proof");
  const here = ["--workspace", workspace];
  let key = "";

  beforeAll(async () => {
    expect((await quakegate("run", ...here, "--workers", "1")).code).toBe(0);
    key = (await quakegate("log", "key", ...here)).out.trim();
  });

  it("every run signs a checkpoint and publishes the log, never the private key", async () => {
    expect(key).toMatch(/^quakegate\/small\+[0-9a-f]{8}\+\S{44}$/);
    expect(readFileSync(join(folder, "log.vkey"), "utf8")).toBe(`${key}\n`);
    expect(statSync(join(workspace, "keys", "log.private.pem")).mode & 0o777).toBe(0o600);
    const files = readdirSync(join(workspace, "reports"), { recursive: true, encoding: "utf8" }).filter((name) => statSync(join(workspace, "reports", name)).isFile());
    expect(files.filter((name) => /PRIVATE KEY/.test(readFileSync(join(workspace, "reports", name), "latin1")))).toEqual([]);
    const { out } = await quakegate("log", "checkpoint", ...here);
    expect(out).toBe(readFileSync(join(folder, "checkpoint"), "utf8"));
    expect(out).toMatch(/^quakegate\/small\n\d+\n\S{44}\n\n— quakegate\/small \S+\n$/);
  });

  it("proves a forecast offline: 0, 1 and 2", async () => {
    expect((await quakegate("log", "prove", "--forecast", "7d-0001", "reasenberg-jones", "-o", proof, ...here)).code).toBe(0);
    const verified = await quakegate("log", "check-proof", proof, "--key", key, "--json");
    expect(verified.code).toBe(0);
    const { entry } = JSON.parse(verified.out) as { entry: string };
    const { kind, subject, content } = JSON.parse(entry) as { kind: string; subject: string; content: { digest: string } };
    expect([kind, subject]).toEqual(["forecast", "7d-0001"]);
    const sealed = join(workspace, "forecasts/sha256", content.digest.slice(0, 2), `${content.digest.slice(2)}.qgf`);
    expect(existsSync(sealed)).toBe(true);
    expect(await quakegate("log", "check-proof", proof, "--key", key, "--artifact", join(workspace, "catalog.csv"))).toMatchObject({ code: 1, out: expect.stringMatching(/^FALSE: the entry does not name/) });
    expect((await quakegate("log", "check-proof", proof)).code).toBe(2);
    expect((await quakegate("log", "prove", "-o", proof, ...here)).err).toMatch(/which entry\?; expected --entry NUMBER, or --forecast WINDOW MODEL/);
  });

  it("lets a witness cosign, asks for the quorum, and beats once a week", async () => {
    const visit = () => quakegate("log", "witness", "--log", folder, "--state", state, "--name", "example.org/w", "--key", key, "--json");
    const { code, out } = await visit();
    expect(code).toBe(0);
    const { file, witnessKey } = JSON.parse(out) as { file: string; witnessKey: string };
    const policy = join(temporaryFolder(), "policy");
    writeFileSync(policy, `log ${key}\nwitness W ${witnessKey}\nquorum W\n`);
    expect((await quakegate("log", "add-cosignature", file, "--key", witnessKey, ...here)).code).toBe(0);
    expect((await quakegate("log", "heartbeat", ...here)).out).toMatch(/^entry \d+, \d{4}-W\d\d\n$/);
    await quakegate("log", "checkpoint", ...here);
    expect((await quakegate("log", "prove", "--entry", "3", "--log", folder, "-o", proof)).code).toBe(0);
    expect((await quakegate("log", "check-proof", proof, "--policy", policy)).code).toBe(0);
    expect((await visit()).code).toBe(0);
  });

  it("catches a fork with one remembered checkpoint, and refuses a ledger from yesterday's backup", async () => {
    const old = join(temporaryFolder(), "checkpoint");
    writeFileSync(old, readFileSync(join(folder, "checkpoint")));
    const forged = writeWorkspace();
    const forgedLog = join(forged, "reports", "log");
    await quakegate("log", "heartbeat", "--workspace", forged);
    await quakegate("log", "checkpoint", "--workspace", forged);
    expect((await quakegate("log", "consistency", "--from", old, "--log", folder)).code).toBe(0);
    expect(await quakegate("log", "consistency", "--from", old, "--log", forgedLog, "--key", key)).toMatchObject({ code: 1, out: expect.stringMatching(/^FALSE: (fork|rollback)/) });
    const refused = await quakegate("log", "witness", "--log", forgedLog, "--state", state);
    expect(refused).toMatchObject({ code: 1, out: expect.stringMatching(/^REFUSED quakegate\/small: (fork|rollback)/) });
    expect(existsSync(join(/kept in (.*)\n/.exec(refused.out)![1]!, "shown"))).toBe(true);
    cpSync(folder, forgedLog, { recursive: true });
    expect(await quakegate("log", "heartbeat", "--workspace", forged)).toMatchObject({ code: 2, err: expect.stringMatching(/the ledger is (older than what was published|not the log that was published)/) });
  });
});
