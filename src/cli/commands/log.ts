import { Command } from "commander";
import { addCosignatureCommand } from "./log/add-cosignature.ts";
import { checkProofCommand } from "./log/check-proof.ts";
import { checkpointCommand } from "./log/checkpoint.ts";
import { consistencyCommand } from "./log/consistency.ts";
import { heartbeatCommand } from "./log/heartbeat.ts";
import { keyCommand } from "./log/key.ts";
import { proveCommand } from "./log/prove.ts";
import { witnessCommand } from "./log/witness.ts";

/** `quakegate log …`: the transparency log, for operators, witnesses and auditors. */
export function logCommand(): Command {
  const command = new Command("log").description("the transparency log: checkpoints, proofs, witnesses").exitOverride();
  for (const part of [checkpointCommand, heartbeatCommand, keyCommand, proveCommand, checkProofCommand, consistencyCommand, witnessCommand, addCosignatureCommand]) command.addCommand(part());
  return command;
}
