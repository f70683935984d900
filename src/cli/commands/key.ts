import { Command } from "commander";
import { checkWallClock } from "../../clock/submission/wall-clock.ts";
import { readJsonFile, writeDocument, writeSecret } from "../../experiment/submission/author-files.ts";
import { readTextFile } from "../../formats/text-file.ts";
import { fingerprintOf, generateTeamKey } from "../../ledger/keys/ed25519.ts";
import { type KeyDocument, keyAddition, keyRotation, parseKeyDocument } from "../../ledger/keys/key-documents.ts";
import { keyStateAt, type TeamKey } from "../../ledger/keys/key-state.ts";
import { registerKey, revokeKey } from "../../ledger/keys/register-key.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { LogEntry } from "../../ledger/records.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { EpochMs } from "../../seismicity/time.ts";
import { type Answer, inSession, print, type WorkspaceOptions, workspaceCommand } from "../workspace-command.ts";

/** `quakegate key`: with which keys teams sign their submissions. */
export function keyCommand(): Command {
  const key = new Command("key").description("keys with which teams sign their submissions").exitOverride();
  for (const command of [generateCommand(), rotationCommand(), registerCommand("add", "register a team's key"), registerCommand("rotate", "replace a team's key"), revokeCommand(), listCommand()]) key.addCommand(command);
  return key;
}

function generateCommand(): Command {
  return new Command("generate")
    .description("for authors: make a key, and the request to have it registered; needs no workspace")
    .requiredOption("--team <name>", "lower-case letters, digits and hyphens")
    .requiredOption("-o, --output <file>", "private key to write; the request is written beside it as FILE.request.json")
    .option("--json", "machine-readable")
    .exitOverride()
    .action(({ team, output, json }: { team: string; output: string; json?: true }) => {
      const { privatePem, publicKey } = generateTeamKey();
      const request = keyAddition(team, privatePem);
      writeSecret(output, privatePem);
      writeDocument(`${output}.request.json`, request);
      const fingerprint = fingerprintOf(publicKey);
      print(json === undefined ? {} : { json }, { json: { team, publicKey, fingerprint }, text: [`public key ${publicKey}`, `fingerprint ${fingerprint}`, `${output}: private key, which never leaves you`, `${output}.request.json: for the operator, who runs quakegate key add`] });
    });
}

function rotationCommand(): Command {
  return new Command("rotation")
    .description("for authors: the request to replace one key by another; needs no workspace")
    .requiredOption("--team <name>", "whose key it is")
    .requiredOption("--old <file>", "private key that is given up")
    .requiredOption("--new <file>", "private key that takes its place")
    .requiredOption("-o, --output <file>", "request to write")
    .option("--json", "machine-readable")
    .exitOverride()
    .action((options: { team: string; old: string; new: string; output: string; json?: true }) => {
      const request = keyRotation(options.team, readTextFile(options.old).text, readTextFile(options.new).text);
      writeDocument(options.output, request);
      print(options, { json: request, text: [`${options.output}: for the operator, who runs quakegate key rotate`, `fingerprint ${fingerprintOf(request.publicKey)} replaces ${request.replaces}`] });
    });
}

function registerCommand(name: "add" | "rotate", description: string): Command {
  const type: KeyDocument["type"] = `quakegate/key-${name}/1`;
  return workspaceCommand(name, `for the operator: ${description}`)
    .argument("<request>", `file that the team wrote with quakegate key ${name === "add" ? "generate" : "rotation"}`)
    .action((file: string, options: WorkspaceOptions) =>
      inSession(options, ({ ledger }) => {
        const request = parseKeyDocument(readJsonFile(file), file);
        if (request.type !== type) throw new InputError("a request of another kind", { file, field: "type", value: request.type, expected: type });
        return entryAnswer(atWallClock(ledger, (now) => registerKey(ledger, request, now)), `key ${fingerprintOf(request.publicKey)} of team ${request.team} is valid`);
      }),
    );
}

function revokeCommand(): Command {
  return workspaceCommand("revoke", "for the operator: end the validity of a team's key, with the reason")
    .requiredOption("--team <name>", "whose key")
    .requiredOption("--reason <text>", "stands in the log for ever")
    .action((options: WorkspaceOptions & { team: string; reason: string }) =>
      inSession(options, ({ ledger }) => entryAnswer(atWallClock(ledger, (now) => revokeKey(ledger, options.team, options.reason, now)), `team ${options.team} has no valid key`)),
    );
}

/** Appends at what the clock says when it is our turn to write. @throws InputError when that is before the newest entry of the log */
function atWallClock(ledger: Ledger, append: (now: EpochMs) => LogEntry): LogEntry {
  return ledger.transaction(() => {
    const now = Date.now();
    checkWallClock(ledger.log(), now);
    return append(now);
  });
}

function listCommand(): Command {
  return workspaceCommand("list", "every key, and from and until which log entry it is valid").action((options: WorkspaceOptions) =>
    inSession(options, ({ ledger }) => {
      const { keys, void: without } = keyStateAt(ledger.log(), Infinity);
      if (without.length > 0) process.exitCode = 1;
      return {
        json: { keys, void: without },
        text: [...(keys.length === 0 ? ["no key has been registered"] : keys.map(keyInOneLine)), ...without.map(({ entry, reason }) => `log entry ${entry} has no effect: ${reason}`)],
      };
    }),
  );
}

function keyInOneLine({ team, fingerprint, fromEntry, untilEntry, ended }: TeamKey): string {
  const end = ended === null ? "valid" : `until entry ${untilEntry}, ${ended.by === "rotation" ? "replaced" : `revoked: ${ended.reason}`}`;
  return `${team} ${fingerprint}: from entry ${fromEntry}, ${end}`;
}

function entryAnswer(entry: LogEntry, effect: string): Answer {
  return { json: { entry: entry.entry, leafHash: entry.leafHash }, text: [`log entry ${entry.entry}: ${effect} from here on`, `leaf hash ${entry.leafHash}`] };
}
