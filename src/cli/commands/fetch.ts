import type { Command } from "commander";
import { fetchedSources, fetchSource, type FetchOutcome, network } from "../../experiment/stages/fetch.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { formatInstant, parseDateOrInstant } from "../../seismicity/time.ts";
import { inStageSession, type WorkspaceOptions, workspaceCommand } from "../workspace-command.ts";

interface Options extends WorkspaceOptions {
  source?: string;
  from?: string;
  to?: string;
}

export function fetchCommand(): Command {
  return workspaceCommand("fetch", "fetch catalogs from FDSN event services into the store; a failure imports nothing, and the next run goes on where it stopped")
    .option("--source <name>", "catalog source with an fdsn block (default: all of them)")
    .option("--from <instant>", "list origin times from here on, whatever was fetched before (default: only what changed)")
    .option("--to <instant>", "list origin times up to here")
    .action((options: Options) =>
      inStageSession(options, async ({ experiment, ledger }) => {
        const span = {
          ...(options.from === undefined ? {} : { from: parseDateOrInstant(options.from, "--from") }),
          ...(options.to === undefined ? {} : { to: parseDateOrInstant(options.to, "--to") }),
        };
        if (span.from !== undefined && span.to !== undefined && span.to <= span.from) throw new InputError("a span that ends before it begins", { field: "--to", value: options.to, expected: `after ${options.from}` });
        const outcomes: FetchOutcome[] = [];
        for (const source of fetchedSources(experiment, options.source)) outcomes.push(await fetchSource(experiment, ledger, source, network(Date.now), span, pagesSoFar(source.name)));
        return { json: outcomes, text: outcomes.flatMap(fetchInWords) };
      }),
    );
}

/** What was fetched from one source, in lines. */
export function fetchInWords({ source, kind, service, startedAt, clockSkewMs, pages, reusedPages, import: imported }: FetchOutcome): string[] {
  const counts = `${imported.added} new, ${imported.revised} revised, ${imported.deleted} withdrawn, ${imported.unchanged} unchanged`;
  return [
    `${source}: ${kind} from ${service}, complete to ${formatInstant(startedAt)}: ${counts}; ${pages} ${pages === 1 ? "page" : "pages"}${reusedPages === 0 ? "" : `, ${reusedPages} of them from before`}`,
    ...(clockSkewMs === 0 ? [] : [`  the service's clock is ${Math.abs(clockSkewMs) / 1000} s ${clockSkewMs > 0 ? "ahead" : "behind"}`]),
    ...imported.rejected.map(({ reason }) => `  rejected: ${reason}`),
  ];
}

/** Nobody knows how many pages there will be, so that no time left is shown. */
function pagesSoFar(source: string): () => void {
  let all = 0;
  return () => {
    if (process.stderr.isTTY) process.stderr.write(`\r${source}: ${++all} pages\u001b[K`);
  };
}
