import type { Command } from "commander";
import { settleDue } from "../../experiment/run.ts";
import type { HeldOpen } from "../../experiment/stages/settle.ts";
import { terminalProgress } from "../progress.ts";
import { inStageSession, type WorkspaceOptions, workspaceCommand } from "../workspace-command.ts";

export function settleCommand(): Command {
  return workspaceCommand("settle", "freeze the observed catalog of windows whose lag has passed").action((options: WorkspaceOptions) =>
    inStageSession(options, (session) => {
      const outcome = settleDue(session, terminalProgress());
      return { json: outcome, text: [`${outcome.settled} settled, ${outcome.unscorable} unscorable, ${outcome.open} open`, ...heldOpenInWords(outcome.waiting)] };
    }),
  );
}

/** A line a window that stays open though its lag has passed, with the reason. */
export function heldOpenInWords(waiting: readonly HeldOpen[]): string[] {
  return waiting.map(({ windowId, reason }) => `  open: ${windowId}: ${reason}`);
}
