import { Command } from "commander";
import { decideDue, evaluateDue, importConfigured, issueDue, openSession, runAll, type Session, settleDue } from "../experiment/run.ts";
import { importFile } from "../experiment/stages/import-files.ts";
import { publishReports } from "../experiment/stages/report.ts";
import { parseInstant } from "../seismicity/time.ts";
import { terminalProgress } from "./progress.ts";

interface Common {
  workspace: string;
  json?: true;
}

/** Commands that work on a workspace, in the order in which a week needs them. */
export function workspaceCommands(): Command[] {
  return [
    command("run", "all stages in order: import, issue, settle, evaluate, decide, report; running again changes nothing").action((options: Common) =>
      inSession(options, async (session) => {
        const outcome = await runAll(session, Date.now, terminalProgress());
        const lines = outcome.decide.decisions.map((decision) => `gate: ${decision.challenger} ${decision.verdict}, ${decision.state} (${decision.reasons.map((reason) => reason.code).join(", ")})`);
        return { json: outcome, text: [`${outcome.issue.issued} forecasts issued, ${outcome.settle.settled} windows settled, ${outcome.evaluated} forecasts scored`, ...lines, outcome.report.path] };
      }),
    ),
    command("import", "read catalog files into the store")
      .argument("<file...>", "CSEP CSV or JSON, CSV with named columns, ComCat GeoJSON, QuakeML; also gzipped")
      .requiredOption("--source <name>", "catalog source of experiment.yaml")
      .option("--recorded-at <instant>", "when this listing was published (default: now)")
      .option("--increment", "the file holds only new and changed events")
      .option("--declare-empty", "state that there were no events")
      .option("--covers-to <instant>", "until when the file is complete (default: its last origin time)")
      .action((files: string[], options: Common & { source: string; recordedAt?: string; increment?: true; declareEmpty?: true; coversTo?: string }) =>
        inSession(options, async ({ experiment, ledger }) => {
          const recordedAt = options.recordedAt === undefined ? Date.now() : parseInstant(options.recordedAt, "--recorded-at");
          const outcomes = files.map((file) =>
            importFile(experiment, ledger, file, {
              source: options.source, recordedAt, mode: options.increment ? "increment" : "listing", declaredEmpty: options.declareEmpty ?? false,
              ...(options.coversTo === undefined ? {} : { coversTo: parseInstant(options.coversTo, "--covers-to") }),
            }),
          );
          const text = outcomes.flatMap((outcome) => [
            `${outcome.file}: ${outcome.alreadyImported ? "already imported: " : ""}${outcome.added} new, ${outcome.revised} revised, ${outcome.deleted} withdrawn, ${outcome.unchanged} unchanged, ${outcome.rejected.length} rejected, ${outcome.duplicates.length} duplicate rows`,
            ...outcome.rejected.map(({ line, reason }) => `  line ${line}: ${reason}`),
            ...outcome.duplicates.map(({ id, keptLine, droppedLine, reason }) => `  ${id}: line ${keptLine} kept, line ${droppedLine} dropped (${reason})`),
          ]);
          return { json: outcomes, text };
        }),
      ),
    command("issue", "seal the forecasts of every window that is due").action((options: Common) =>
      inSession(options, async (session) => {
        importConfigured(session);
        const outcome = await issueDue(session, Date.now, terminalProgress());
        return { json: outcome, text: [`${outcome.issued} issued, ${outcome.alreadyIssued} already issued, ${outcome.failed} failed`] };
      }),
    ),
    command("settle", "freeze the observed catalog of windows whose lag has passed").action((options: Common) =>
      inSession(options, async (session) => {
        const outcome = settleDue(session);
        return { json: outcome, text: [`${outcome.settled} settled, ${outcome.unscorable} unscorable, ${outcome.open} open`] };
      }),
    ),
    command("evaluate", "score sealed forecasts in settled windows").action((options: Common) =>
      inSession(options, async (session) => {
        const evaluated = evaluateDue(session, terminalProgress());
        return { json: { evaluated }, text: [`${evaluated} forecasts scored`] };
      }),
    ),
    gateCommand(),
    command("report", "publish the pages")
      .option("--week <week>", "ISO week such as 2026-W30 (default: all settled weeks)")
      .action((options: Common & { week?: string }) =>
        inSession(options, async (session) => {
          const outcome = await publishReports(session, options.week, terminalProgress());
          return { json: outcome, text: [outcome.path] };
        }),
      ),
    command("status", "what is due, sealed, settled, scored and decided").action((options: Common) =>
      inSession(options, async ({ ledger, horizons }) => {
        const settlements = ledger.settlements();
        const forecasts = ledger.forecasts();
        const status = {
          windows: horizons.reduce((total, { windows }) => total + windows.length, 0),
          forecasts: forecasts.length,
          failed: forecasts.filter((record) => record.status === "failed").map(({ windowId, forecaster, message }) => ({ windowId, forecaster, message })),
          settled: settlements.filter((record) => record.state === "settled").length,
          unscorable: settlements.filter((record) => record.state === "unscorable").length,
          results: ledger.results().length,
          decisions: ledger.decisions().length,
          log: ledger.logHead(),
        };
        const failures = status.failed.map(({ windowId, forecaster, message }) => `  failed: ${windowId} ${forecaster}: ${message}`);
        return { json: status, text: [`${status.windows} windows due, ${status.forecasts} forecasts, ${status.settled} settled, ${status.unscorable} unscorable, ${status.results} results, ${status.decisions} decisions`, ...failures] };
      }),
    ),
  ];
}

function gateCommand(): Command {
  const gate = new Command("gate").description("decisions: does the challenger ship?").exitOverride();
  gate.addCommand(
    command("decide", "decide on every challenger; exit code 1 when none is eligible").action((options: Common) =>
      inSession(options, async (session) => {
        const { decisions } = decideDue(session);
        if (!decisions.some((decision) => decision.state === "eligible")) process.exitCode = 1;
        return { json: decisions, text: decisions.map(inOneLine) };
      }),
    ),
  );
  gate.addCommand(
    command("history", "every recorded decision, in order").action((options: Common) =>
      inSession(options, async ({ ledger }) => {
        const decisions = ledger.decisions().map((record) => JSON.parse(record.body) as Parameters<typeof inOneLine>[0]);
        return { json: decisions, text: decisions.length === 0 ? ["no decision has been recorded"] : decisions.map(inOneLine) };
      }),
    ),
  );
  gate.addCommand(
    command("explain", "the reasons of the newest decision on each challenger").action((options: Common) =>
      inSession(options, async ({ ledger }) => {
        const newest = new Map(ledger.decisions().map((record) => [`${record.challenger} ${record.horizonDays}`, JSON.parse(record.body) as Parameters<typeof inOneLine>[0]]));
        const text = [...newest.values()].flatMap((decision) => [inOneLine(decision), ...decision.reasons.map((reason) => `  ${reason.code}: ${reason.meaning} ${reason.detail}`), `  What would change this: ${decision.wouldChange}`]);
        return { json: [...newest.values()], text: text.length === 0 ? ["no decision has been recorded"] : text };
      }),
    ),
  );
  return gate;
}

function inOneLine(decision: { challenger: string; horizonDays: number; verdict: string; state: string; throughWindow: number; wouldChange: string; reasons: readonly { code: string; meaning: string; detail: string }[] }): string {
  return `${decision.challenger}, ${decision.horizonDays} d, through window ${decision.throughWindow}: ${decision.verdict}, ${decision.state} (${decision.reasons.map((reason) => reason.code).join(", ")})`;
}

function command(name: string, description: string): Command {
  return new Command(name).description(description).option("--workspace <dir>", "workspace", ".").option("--json", "machine-readable").exitOverride();
}

async function inSession(options: Common, work: (session: Session) => Promise<{ json: unknown; text: readonly string[] }>): Promise<void> {
  const session = openSession(options.workspace, Date.now());
  try {
    const { json, text } = await work(session);
    process.stdout.write(options.json ? `${JSON.stringify(json)}\n` : `${text.join("\n")}\n`);
  } finally {
    session.ledger.close();
  }
}
