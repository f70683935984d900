import type { Command } from "commander";
import { type ActRequest, recordAct } from "../../../experiment/gate/record-act.ts";
import { checkWallClock } from "../../../clock/submission/wall-clock.ts";
import { readTextFile } from "../../../formats/text-file.ts";
import { FAULT_CODES } from "../../../gate/acts/reproduction.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import { positiveInteger, positiveNumber } from "../../arguments.ts";
import { inSession, type WorkspaceOptions, workspaceCommand } from "../../workspace-command.ts";

interface Options extends WorkspaceOptions {
  reason: string;
  sign: readonly (readonly [string, string])[];
  horizon?: number;
  to?: string;
  code?: string;
  objection?: number;
}

/** What people do about a decision; each is an entry in the log that nothing removes. */
export function actCommands(): Command[] {
  return [
    actCommand("ship", "ship", "put a version that has passed into service"),
    actCommand("decline", "decline", "decline a version that has passed"),
    actCommand("withdraw", "withdrawal", "withdraw a version; its record stays and stays counted"),
    actCommand("restart", "restart", "move a version to the newest policy: with a new number, and nothing of what it has gathered, from the next window on"),
    actCommand("object", "objection", "object to a version; in the days for objections it stands in the way of shipping until it is answered"),
    actCommand("answer", "answer", "answer an objection, by an operator who did not make it").option("--objection <entry>", "its log entry, when there are several", positiveInteger("--objection")),
    actCommand("fault", "fault", "put a fault on record that `verify` or `audit replay` found").requiredOption("--code <code>", FAULT_CODES.join(", ")),
    actCommand("override", "override", "overrule the gate by two signatures; shown for ever").requiredOption("--to <effect>", "ship or demote"),
  ];
}

function actCommand(name: string, kind: ActRequest["kind"], description: string): Command {
  return workspaceCommand(name, description)
    .argument("<model>", "id of the challenger")
    .requiredOption("--reason <text>", "stands in the log for ever")
    .requiredOption("--sign <team=keyfile>", "who signs, with the private key of a registered team; may be repeated", signer, [])
    .option("--horizon <days>", "which windows, when there are several", positiveNumber("--horizon"))
    .action((model: string, { reason, sign, horizon, to, code, objection, ...options }: Options) =>
      inSession(options, (session) => {
        const now = Date.now();
        checkWallClock(session.ledger.log(), now);
        const { entry, statement, notes } = recordAct(session, {
          kind, model, reason, ...(horizon === undefined ? {} : { horizonDays: horizon }), ...(to === undefined ? {} : { effect: effectOf(to) }), ...(code === undefined ? {} : { code: codeOf(code) }), ...(objection === undefined ? {} : { objection }),
          signers: sign.map(([team, file]) => ({ team, privatePem: readTextFile(file).text, file })),
        }, now);
        return { json: { entry: entry.entry, leafHash: entry.leafHash, statement, notes }, text: [`log entry ${entry.entry}: ${kind} of ${model} ${statement.version}, from window ${statement.fromWindow} on`, ...notes, `leaf hash ${entry.leafHash}`] };
      }),
    );
}

function signer(text: string, earlier: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  const place = text.indexOf("=");
  if (place < 1 || place === text.length - 1) throw new InputError("not a signer", { field: "--sign", value: text, expected: "TEAM=KEYFILE, such as operator=operator.pem" });
  return [...earlier, [text.slice(0, place), text.slice(place + 1)]];
}

function effectOf(text: string): "ship" | "demote" {
  if (text !== "ship" && text !== "demote") throw new InputError("not an effect", { field: "--to", value: text, expected: "ship or demote" });
  return text;
}

function codeOf(text: string): (typeof FAULT_CODES)[number] {
  const found = FAULT_CODES.find((code) => code === text);
  if (found === undefined) throw new InputError("not a fault", { field: "--code", value: text, expected: FAULT_CODES.join(", ") });
  return found;
}
