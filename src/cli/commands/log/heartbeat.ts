import type { Command } from "commander";
import { checkWallClock } from "../../../clock/submission/wall-clock.ts";
import { appendHeartbeat } from "../../../ledger/transparency/heartbeat.ts";
import { inSession, type WorkspaceOptions, workspaceCommand } from "../../workspace-command.ts";

export function heartbeatCommand(): Command {
  return workspaceCommand("heartbeat", "append a sign of life, at most one an ISO week; `report` then signs and publishes it").action((options: WorkspaceOptions) =>
    inSession(options, ({ ledger, mode }) => {
      const { entry, appended } = ledger.transaction(() => {
        const now = Date.now();
        if (mode === "live") checkWallClock(ledger.log(), now);
        return appendHeartbeat(ledger, now);
      });
      return { json: { entry: entry.entry, week: entry.subject, appended }, text: [`entry ${entry.entry}, ${entry.subject}${appended ? "" : ": was there already"}`] };
    }),
  );
}
