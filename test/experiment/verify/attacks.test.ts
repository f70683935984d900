import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { seal, statementIn } from "../../../src/experiment/evidence-bundle/dsse.ts";
import { bundleIndex } from "../../../src/experiment/evidence-bundle/bundle-files.ts";
import { decisionStatement } from "../../../src/experiment/evidence-bundle/decision-record.ts";
import { INDEXED_FILES } from "../../../src/experiment/evidence-bundle/read-bundle.ts";
import { verifyBundle } from "../../../src/experiment/evidence-bundle/verify-bundle.ts";
import { recordSite } from "../../../src/experiment/stages/record-site.ts";
import { type Leaf, readLeaves } from "../../../src/experiment/verify/leaf.ts";
import { checkLogRules } from "../../../src/experiment/verify/log-rules.ts";
import { auditReplay } from "../../../src/experiment/verify/replay.ts";
import { exitCodeOf, findings, type Verification } from "../../../src/experiment/verify/verification.ts";
import { verifyDecision } from "../../../src/experiment/verify/verify-decision.ts";
import { verifySite } from "../../../src/experiment/verify/verify-site.ts";
import { verifyLogAlone, verifyWorkspace } from "../../../src/experiment/verify/verify-workspace.ts";
import { canonicalJson } from "../../../src/ledger/canonical-json.ts";
import { leafHash } from "../../../src/ledger/leaf-hash.ts";
import { publishLog } from "../../../src/ledger/transparency/log-site.ts";
import { noteSigner } from "../../../src/ledger/transparency/signed-note.ts";
import { sha256Hex } from "../../../src/numerics/digest.ts";
import { MANIFEST_PATH, manifestText, type SiteManifest } from "../../../src/publish/site-manifest.ts";
import { writeWorkspace } from "../../support/workspace.ts";
import { copyOf, inWorkspace, publishedWorkspace, withSql } from "./published-workspace.ts";

let original: string;
let leaves: readonly Leaf[];
beforeAll(async () => {
  original = await publishedWorkspace();
  leaves = await inWorkspace(original, ({ ledger }) => readLeaves(ledger.log().map(({ body }) => body), findings()));
});

const problems = ({ problems: found }: Verification): string => found.map(({ object, problem }) => `${object}: ${problem}`).join("\n");
const site = (workspace: string): string => join(workspace, "reports");
const bundleOf = (workspace: string): string => join(site(workspace), "decisions", readdirSync(join(site(workspace), "decisions"))[0]!);
const ofRules = (entries: readonly Leaf[]): string => {
  const found = findings();
  checkLogRules(entries, found);
  return problems(found.verification());
};
const ofBundle = (folder: string): Verification => {
  const found = findings();
  verifyBundle(folder, "bundle", {}, found);
  return found.verification();
};
const publish = (workspace: string, pem = readFileSync(join(original, "keys", "log.private.pem"), "utf8")): Promise<string> =>
  inWorkspace(workspace, ({ ledger }) => publishLog(ledger, noteSigner("quakegate/small", createPrivateKey(pem)), join(site(workspace), "log")));
const note = (workspace: string, text: string): Promise<unknown> => inWorkspace(workspace, ({ ledger }) => ledger.transaction((writer) => writer.note("objection", "auditor", 0, { text })));

describe("an untouched workspace", () => {
  it("is verified as a whole and in each of its parts, and doing it again gives the same bytes", async () => {
    const folder = bundleOf(original);
    const replay = await inWorkspace(original, ({ experiment, ledger }) => auditReplay(experiment, ledger, 0, () => undefined));
    for (const verification of [verifyWorkspace(original), verifyLogAlone(join(site(original), "log")), verifySite(site(original)), ofBundle(folder), verifyDecision(join(folder, "record.dsse.json")), replay]) {
      expect(problems(verification)).toBe("");
      expect(verification.outcome).toBe("verified");
    }
    expect(replay.checked).toEqual({ "results scored again": 8, "decisions taken again": 1 });
    expect(verifySite(site(original)).notes.join()).not.toContain("no part of the site");
    expect(verifySite(site(original)).checked).toMatchObject({ pages: 12, windows: 4, "decisions derived again": 1 });
  });

  it("cannot be verified where there is nothing: exit code 2", () => {
    const empty = copyOf(original);
    rmSync(join(site(empty), "log"), { recursive: true });
    expect(exitCodeOf(verifySite(site(empty)))).toBe(2);
    expect(exitCodeOf(ofBundle(site(empty)))).toBe(2);
    expect(exitCodeOf(verifyDecision(join(empty, "none.json")))).toBe(2);
  });

  it("cannot be verified where nothing is there to be checked, or by a key that cannot be read", async () => {
    const fresh = writeWorkspace();
    const nothing = { outcome: "cannot verify", checked: {}, problems: [] };
    expect(await inWorkspace(fresh, ({ experiment, ledger }) => auditReplay(experiment, ledger, 0, () => undefined))).toMatchObject({ ...nothing, lacking: [{ object: "ledger.sqlite", problem: expect.stringMatching(/^there are no results and no decisions to do again, so that nothing could be verified: the log has 0 entries/) as string }] });
    expect(verifyWorkspace(fresh)).toMatchObject({ ...nothing, lacking: [{ object: "ledger.sqlite", problem: "its log has no entries, so that nothing could be verified" }] });
    const late = await inWorkspace(original, ({ experiment, ledger }) => auditReplay(experiment, ledger, 99_999, () => undefined));
    expect(late).toMatchObject({ ...nothing, lacking: [{ object: "ledger.sqlite", problem: expect.stringMatching(/from log entry 99999 on, so that nothing could be verified: the log has \d+ entries, 8 of them results and 1 decisions/) as string }] });

    const record = join(bundleOf(original), "record.dsse.json");
    expect(verifyDecision(record, "AAAA")).toMatchObject({ ...nothing, lacking: [{ object: "--key", problem: expect.stringMatching(/not an Ed25519 public key; got "AAAA"/) as string }] });
    const byKey = findings();
    verifyBundle(bundleOf(original), "bundle", { key: "AAAA" }, byKey);
    for (const verification of [byKey.verification(), verifySite(site(original), { key: "AAAA" }), verifyLogAlone(join(site(original), "log"), { key: "AAAA" }), verifyWorkspace(original, { key: "AAAA", from: readFileSync(join(site(original), "log", "checkpoint"), "utf8") })]) {
      expect(verification).toMatchObject({ outcome: "cannot verify", problems: [], lacking: [{ object: "--key" }] });
    }
  });
});

describe("whoever holds the database and no key", () => {
  it("cannot change an entry with its hash and its row", () => {
    const workspace = copyOf(original);
    withSql(workspace, (database) => {
      const row = database.prepare("SELECT entry, body FROM log WHERE kind = 'settlement' LIMIT 1").get() as { entry: number; body: string };
      const body = canonicalJson({ ...(JSON.parse(row.body) as object), content: { ...(JSON.parse(row.body) as { content: object }).content, eventCount: 77 } });
      database.prepare("UPDATE log SET body = ?, leaf_hash = ? WHERE entry = ?").run(body, leafHash(body), row.entry);
      database.prepare("UPDATE settlement SET event_count = 77 WHERE entry = ?").run(row.entry);
    });
    expect(problems(verifyWorkspace(workspace))).toMatch(/checkpoint of \d+ entries: its root is not that of the log/);
    expect(problems(verifyWorkspace(workspace))).toMatch(/ledger\.sqlite: its first \d+ log entries are not those that were published/);
  });

  it("cannot remove a window, a model or an entry", () => {
    const without = (sql: string, renumber: boolean): string => {
      const workspace = copyOf(original);
      withSql(workspace, (database) => {
        database.exec(sql);
        const entries = database.prepare("SELECT entry FROM log ORDER BY entry").pluck().all() as number[];
        if (renumber) entries.forEach((entry, place) => database.prepare("UPDATE log SET entry = ? WHERE entry = ?").run(place, entry));
      });
      const verification = verifyWorkspace(workspace);
      expect(exitCodeOf(verification)).toBe(1);
      return problems(verification);
    };
    expect(without("DELETE FROM settlement WHERE window_id = '7d-0001'", false)).toMatch(/table settlement: the row of log entry \d+ \(settlement 7d-0001\) is missing/);
    expect(without("DELETE FROM forecast WHERE forecaster = 'reasenberg-jones'", false)).toMatch(/table forecast: the row of log entry \d+ \(forecast 7d-0000\) is missing/);
    expect(without("DELETE FROM log WHERE subject = '7d-0001'", false)).toMatch(/log entry \d+: it is missing/);
    expect(without("DELETE FROM log WHERE entry = (SELECT max(entry) FROM log)", true)).toMatch(/log entries and \d+ were published: the database was restored from an older backup, or entries were lost/);
    expect(without("DELETE FROM log WHERE subject = '7d-0001'; DELETE FROM settlement WHERE window_id = '7d-0001'; DELETE FROM forecast WHERE window_id = '7d-0001'; DELETE FROM result WHERE window_id = '7d-0001'; DELETE FROM simulated_scores WHERE window_id = '7d-0001'", true)).toMatch(/log entries and \d+ were published/);
  });
});

describe("whoever holds the log's key", () => {
  it("cannot leave out a window, a model or a score, nor settle early or twice", () => {
    const settled = leaves.find(({ kind, subject }) => kind === "settlement" && subject === "7d-0001")!;
    expect(ofRules(leaves)).toBe("");
    expect(ofRules(leaves.filter(({ subject }) => subject !== "7d-0001"))).toMatch(/window 7d-0001: later windows are settled and this one is neither/);
    expect(ofRules(leaves.filter(({ kind, subject, content }) => !(subject === "7d-0002" && kind !== "settlement" && content["forecaster"] === "reasenberg-jones")))).toMatch(/window 7d-0002: model reasenberg-jones is silently absent/);
    expect(ofRules(leaves.filter(({ kind, subject, content }) => !(subject === "7d-0002" && kind === "result" && content["forecaster"] === "reasenberg-jones")))).toMatch(/window 7d-0002: the forecast of model reasenberg-jones was not scored/);
    expect(ofRules(leaves.map((leaf) => (leaf === settled ? { ...leaf, at: leaf.at - 1 } : leaf)))).toMatch(/the window settles 2020-01-22/);
    expect(ofRules([...leaves, { ...settled, entry: leaves.length }])).toMatch(/says the same already/);
    expect(ofRules(leaves.filter(({ kind }) => kind !== "experiment"))).toMatch(/no experiment and no policy stand in the log before the first forecast/);
  });

  it("cannot backdate: a forecast on time is sealed before its window opens, settles, and after what stands before it", () => {
    const live = leaves.map((leaf) => (leaf.kind === "import" ? { ...leaf, at: Date.UTC(2019, 11, 1) } : leaf.kind === "experiment" ? { ...leaf, content: { ...leaf.content, experiment: { ...(leaf.content["experiment"] as object), schedule: { mode: "live", start: "2020-01-01T00:00:00Z", leadMinutes: 0 } } } } : leaf));
    const prospective = (sealedAt: (index: number) => number): Leaf[] => live.map((leaf) => {
      if (leaf.kind !== "forecast") return leaf;
      const at = sealedAt(Number(leaf.subject.slice(3)));
      return { ...leaf, at, content: { ...leaf.content, evidenceClass: "prospective", sealedAt: at } };
    });
    const opens = (index: number): number => Date.UTC(2020, 0, 1 + 7 * index);
    expect(ofRules(prospective(opens))).toBe("");
    expect(ofRules(prospective((index) => opens(index) + 1))).toMatch(/it counts as on time and was sealed .* after/);
    expect(ofRules(prospective((index) => opens(index) - (index === 2 ? 30 : 0) * 86_400_000))).toMatch(/^log entry \d+ \(forecast 7d-0002\): it is dated 2019-12-16T00:00:00\.000Z, and log entry \d+ \(forecast 7d-0001\) before it 2020-01-08T00:00:00\.000Z: the clock went back, or it was backdated$/m);
    const entries = prospective(opens);
    const settlement = entries.find(({ kind }) => kind === "settlement")!;
    expect(ofRules(entries.map((leaf) => (leaf === settlement ? { ...leaf, entry: 1 } : leaf)))).toMatch(/stands after the settlement of its window/);
  });

  it("cannot put a version in or out of service in windows that had been issued, nor, live, in ones that had opened", () => {
    const live = leaves.map((leaf) => (leaf.kind === "experiment" ? { ...leaf, content: { ...leaf.content, experiment: { ...(leaf.content["experiment"] as object), schedule: { mode: "live", start: "2020-01-01T00:00:00Z", leadMinutes: 60 } } } } : leaf));
    const issued = 1 + Math.max(...leaves.filter(({ kind }) => kind === "forecast").map(({ subject }) => Number(subject.slice(3))));
    const act = (kind: string, fromWindow: number, at: number): Leaf => ({ entry: leaves.length, kind, subject: "reasenberg-jones", at, body: "", content: { kind, horizonDays: 7, fromWindow } });
    const opened = Date.UTC(2020, 0, 1 + 7 * (issued + 2));
    for (const kind of ["ship", "override", "withdrawal", "restart", "decline", "demotion"]) {
      expect(ofRules([...leaves, act(kind, issued, opened)])).toBe("");
      expect(ofRules([...leaves, act(kind, issued - 1, opened)])).toMatch(new RegExp(`^log entry ${leaves.length} \\(${kind} reasenberg-jones\\): it holds from window 7d-000${issued - 1} on, and 7d-000${issued - 1} had been issued before it$`));
    }
    for (const kind of ["objection", "answer", "fault"]) expect(ofRules([...leaves, act(kind, issued - 1, opened)])).toBe("");
    const ofActs = (kind: string, fromWindow: number): string[] => ofRules([...live, act(kind, fromWindow, opened)]).split("\n").filter((line) => line.includes("it holds from"));
    expect(ofActs("ship", issued + 2)).toEqual([expect.stringMatching(new RegExp(`and 7d-000${issued + 2} had opened before it$`))]);
    expect([...ofActs("ship", issued + 3), ...ofActs("demotion", issued)]).toEqual([]);
  });

  it("cannot publish a page that says other numbers than its data", async () => {
    const workspace = copyOf(original);
    const page = join(site(workspace), "leaderboard.html");
    const changed = readFileSync(page, "utf8").replace(/(data-pointer="\/meanLogScore">)([^<]*)/, "$1\u22121.23");
    expect(changed).not.toBe(readFileSync(page, "utf8"));
    writeFileSync(page, changed);
    await inWorkspace(workspace, (session) => {
      const { files } = JSON.parse(readFileSync(join(site(workspace), MANIFEST_PATH), "utf8")) as SiteManifest;
      recordSite(session, Object.entries(files).map(([path, { data, tables }]) => ({ path, bytes: readFileSync(join(site(workspace), path)), ...(data === undefined ? {} : { data: { path: data, tables: tables! } }) })), true);
    });
    await publish(workspace);
    const verification = verifySite(site(workspace));
    expect(exitCodeOf(verification)).toBe(1);
    expect(problems(verification)).toMatch(/^leaderboard\.html, \/tables\/leaderboard-7d\/rows\/0\/meanLogScore: shows "−1.23", the data say -?\d/);
  });

  it("cannot show two histories to someone who remembers a checkpoint", async () => {
    const [one, two] = [copyOf(original), copyOf(original)];
    await note(one, "first");
    await note(two, "second");
    const [remembered] = [await publish(one), await publish(two)];
    expect(verifyLogAlone(join(site(two), "log")).outcome).toBe("verified");
    expect(verifyLogAlone(join(site(one), "log"), { from: remembered }).outcome).toBe("verified");
    expect(problems(verifyLogAlone(join(site(two), "log"), { from: remembered }))).toMatch(/are not those of the remembered checkpoint: history was rewritten, or there are two logs/);
    expect(problems(verifyLogAlone(join(site(original), "log"), { from: remembered }))).toMatch(/entries were lost, or this is an older log/);
    expect(exitCodeOf(verifySite(site(two), { from: remembered }))).toBe(1);
    expect(exitCodeOf(verifyWorkspace(two, { from: remembered }))).toBe(1);
  });
});

describe("another key", () => {
  it("is found when the auditor knows the right one, and said to be unknown when not", async () => {
    const forged = copyOf(original);
    const known = readFileSync(join(site(original), "log", "log.vkey"), "utf8").trim();
    withSql(forged, (database) => database.exec("DELETE FROM checkpoint"));
    rmSync(join(site(forged), "log"), { recursive: true });
    await publish(forged, generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }) as string);
    expect(verifyLogAlone(join(site(forged), "log")).notes.join()).toMatch(/not whose it is/);
    expect(exitCodeOf(verifyLogAlone(join(site(forged), "log"), { key: known }))).toBe(1);
    expect(exitCodeOf(verifySite(site(forged), { key: known }))).toBe(1);
  });
});

describe("a bundle that a dishonest evaluator made", () => {
  /** Changes one file of a bundle, then index, record and signature with it. */
  const remade = (file: (typeof INDEXED_FILES)[number], change: (text: string) => string): string => {
    const folder = bundleOf(copyOf(original));
    const read = (path: string): string => readFileSync(join(folder, path), "utf8");
    const changed = change(read(file));
    expect(changed).not.toBe(read(file));
    writeFileSync(join(folder, file), changed);
    const { decision } = JSON.parse(read("bundle.json")) as { decision: string };
    writeFileSync(join(folder, "bundle.json"), bundleIndex(decision, new Map(INDEXED_FILES.map((path) => [path, read(path)]))));
    const { entry } = leaves.find(({ kind }) => kind === "decision")!;
    writeFileSync(join(folder, "record.dsse.json"), canonicalJson(seal(decisionStatement(read("decision.json"), read("bundle.json"), entry, leaves.filter(({ kind }) => kind === "decision")), readFileSync(join(original, "keys", "evaluator.private.pem"), "utf8"))));
    const verification = ofBundle(folder);
    expect(exitCodeOf(verification)).toBe(1);
    return problems(verification);
  };

  it("is found out, whatever was left out or changed", () => {
    const dropLine = (text: string): string => text.slice(text.indexOf("\n") + 1);
    expect(remade("windows.jsonl", dropLine)).toMatch(/^bundle\/windows\.jsonl: a window was left out/);
    expect(remade("forecasts.jsonl", dropLine)).toMatch(/^bundle\/forecasts\.jsonl/);
    expect(remade("truth.jsonl", (text) => text.replace(/"snapshotDigest":"./, '"snapshotDigest":"0'))).toMatch(/^bundle\/truth\.jsonl/);
    expect(remade("scores.jsonl", (text) => text.replace(/"logScore":-?[\d.]+/, '"logScore":9'))).toMatch(/bundle\/scores\.jsonl: the result of log entry \d+ is not the one whose digest was logged/);
    expect(remade("registry.json", (text) => canonicalJson({ ...(JSON.parse(text) as object), models: (JSON.parse(text) as { models: unknown[] }).models.slice(1) }))).toMatch(/^bundle\/registry\.json: .*a model version was left out/);
    expect(remade("policy.json", (text) => text.replace('"minimumEvents":2', '"minimumEvents":1'))).toMatch(/^bundle\/policy\.json/);
    expect(remade("pooled-simulations.json", (text) => canonicalJson({ ...(JSON.parse(text) as object), S: Buffer.alloc(8000).toString("base64") }))).toMatch(/^bundle\/evidence\.json: it does not follow from the results/);
    expect(remade("evidence.json", (text) => text.replace(/"events":\d+/, '"events":999'))).toMatch(/^bundle\/decision\.json: its log entry is of other evidence/);
    expect(remade("decision.json", (text) => text.replace(/"verdict":"\w+"/, '"verdict":"PASS2"'))).toMatch(/^bundle\/decision\.json: no log entry is of this decision/);
  });

  it("is signed by the evaluator of the log, whose record tells of the decision before", () => {
    const folder = bundleOf(copyOf(original));
    const file = join(folder, "record.dsse.json");
    const { statement } = statementIn(JSON.parse(readFileSync(file, "utf8")));
    expect(JSON.parse(statement)).toMatchObject({ _type: "https://in-toto.io/Statement/v1", predicate: { previousDecision: null, decision: { sha256: sha256Hex(readFileSync(join(folder, "decision.json"))) } } });
    writeFileSync(file, canonicalJson(seal(statement, generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }) as string)));
    expect(problems(ofBundle(folder))).toMatch(/record\.dsse\.json: it is not signed with the evaluator's key/);
    expect(problems(verifyDecision(file))).toMatch(/it is not signed with the key/);
  });
});

describe("what happened is said", () => {
  it("of a database restored from a backup, a truncated artifact, a ledger of another log and a damaged file", async () => {
    const workspace = copyOf(original);
    await note(workspace, "yesterday came after the backup");
    await publish(workspace);
    const newer = readFileSync(join(workspace, "ledger.sqlite"));
    cpSync(join(original, "ledger.sqlite"), join(workspace, "ledger.sqlite"));
    for (const suffix of ["-wal", "-shm"]) rmSync(join(workspace, `ledger.sqlite${suffix}`), { force: true });
    expect(problems(verifyWorkspace(workspace))).toMatch(/ledger\.sqlite: it has (\d+) log entries and \d+ were published: the database was restored from an older backup, or entries were lost/);
    expect(newer.byteLength).toBeGreaterThan(0);

    const other = copyOf(original);
    await note(other, "another history");
    await note(other, "and longer");
    cpSync(join(site(workspace), "log"), join(site(other), "log"), { recursive: true });
    expect(problems(verifyWorkspace(other))).toMatch(/ledger\.sqlite: its first \d+ log entries are not those that were published: the ledger was replaced or its history rewritten/);

    const cut = copyOf(original);
    const artifact = join("forecasts", "sha256", readdirSync(join(cut, "forecasts", "sha256"))[0]!);
    const file = join(artifact, readdirSync(join(cut, artifact))[0]!);
    truncateSync(join(cut, file), 10);
    expect(problems(verifyWorkspace(cut))).toMatch(/^artifact \w+ \(forecasts.*it has 10 bytes where its row says \d+: it was cut off$/);
    rmSync(join(cut, file));
    expect(problems(verifyWorkspace(cut))).toMatch(/the file is missing$/);
    writeFileSync(join(cut, file.replace(/\w{5}\.(\w+)$/, "00000.$1")), "stray");
    expect(problems(verifyWorkspace(cut))).toMatch(/a file that no row of the ledger names/);

    truncateSync(join(cut, "ledger.sqlite"), 20_000);
    expect(problems(verifyWorkspace(cut))).toMatch(/^ledger\.sqlite: /);
    rmSync(join(cut, "ledger.sqlite"));
    expect(verifyWorkspace(cut)).toMatchObject({ outcome: "cannot verify", lacking: [{ problem: expect.stringMatching(/the ledger was lost or taken away/) as string }] });
  });

  it("of a site with a file too many, too few, or of another day", () => {
    const workspace = copyOf(original);
    writeFileSync(join(site(workspace), "special.html"), "<p>trust me</p>");
    rmSync(join(site(workspace), "data", "gate.json"));
    rmSync(bundleOf(workspace), { recursive: true });
    expect(problems(verifySite(site(workspace)))).toMatch(/^data\/gate\.json: the file is missing\nspecial\.html: a file that the manifest does not name\ndecisions\/\w+: the evidence of a decision in the log is missing$/);
    const manifest = JSON.parse(readFileSync(join(site(workspace), MANIFEST_PATH), "utf8")) as SiteManifest;
    writeFileSync(join(site(workspace), MANIFEST_PATH), manifestText({ ...manifest, files: {} }));
    expect(problems(verifySite(site(workspace)))).toMatch(/site-manifest\.json: it is not the one of log entry \d+/);
  });

  it("of the two files of quakegate's own repository that may stand beside a site, and of no others", () => {
    const workspace = copyOf(original);
    writeFileSync(join(site(workspace), "README.md"), "trust me");
    writeFileSync(join(site(workspace), "example.png"), "");
    const { outcome, notes } = verifySite(site(workspace));
    expect(outcome).toBe("verified");
    expect(notes.filter((text) => text.includes("no part of the site"))).toEqual([
      `README.md is no part of the site, and nothing vouches for it: quakegate's own repository has such a file here (SHA-256 of this one ${sha256Hex("trust me")})`,
      `example.png is no part of the site, and nothing vouches for it: quakegate's own repository has such a file here (SHA-256 of this one ${sha256Hex("")})`,
    ]);
    writeFileSync(join(site(workspace), "models", "README.md"), "trust me");
    writeFileSync(join(site(workspace), "readme.md"), "trust me");
    writeFileSync(join(site(workspace), "log", "README.md"), "trust me");
    writeFileSync(join(bundleOf(workspace), "README.md"), "trust me");
    writeFileSync(join(site(workspace), "decisions", "README.md"), "trust me");
    expect(problems(verifySite(site(workspace))).split("\n").map((line) => line.replace(/\w{12}(?=\/)/, "ID"))).toEqual([
      "log/README.md: this file is no part of a log", "readme.md: a file that the manifest does not name", "models/README.md: a file that the manifest does not name",
      "decisions/ID/README.md: no file of a bundle", "decisions/README.md: no decision in the log has this id",
    ].map((text) => expect.stringContaining(text) as string));
  });

  it("of the folder of one decision that holds the evidence of another", async () => {
    const workspace = await publishedWorkspace({ challengers: ["reasenberg-jones", "smoothed-seismicity"] });
    const decisions = join(site(workspace), "decisions");
    const [first, second] = readdirSync(decisions) as [string, string];
    expect(verifySite(site(workspace))).toMatchObject({ outcome: "verified", checked: { "decisions derived again": 2 } });
    rmSync(join(decisions, first), { recursive: true });
    cpSync(join(decisions, second), join(decisions, first), { recursive: true });
    const says = `it is of decision ${second} and stands in the folder of decision ${first}: the evidence of that one is missing`;
    expect(verifySite(site(workspace))).toMatchObject({ outcome: "false", problems: [{ object: `decisions/${first.slice(0, 12)}/bundle.json`, problem: says }] });
    expect(problems(ofBundle(join(decisions, first)))).toBe(`bundle/bundle.json: ${says}`);
    cpSync(join(decisions, second), join(workspace, "by another name"), { recursive: true });
    expect(problems(ofBundle(join(workspace, "by another name")))).toBe("");
    rmSync(join(decisions, first), { recursive: true });
    expect(problems(verifySite(site(workspace)))).toBe(`decisions/${first.slice(0, 12)}: the evidence of a decision in the log is missing`);
  });
});
