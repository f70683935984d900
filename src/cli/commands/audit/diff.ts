import type { Command } from "commander";
import { encodeNumbers } from "../../../evaluation/json-number.ts";
import { diffNamedCatalogs, type NamedDiff } from "../../../experiment/audit/catalog-diff.ts";
import type { EventChange } from "../../../observations/revisions/diff-catalogs.ts";
import type { EarthquakeEvent } from "../../../seismicity/catalog.ts";
import { formatInstant } from "../../../seismicity/time.ts";
import { inSession, type WorkspaceOptions, workspaceCommand } from "../../workspace-command.ts";

export function diffCommand(): Command {
  return workspaceCommand("diff", "what differs between two catalogs: as known at an instant, a window's snapshots, or files")
    .argument("<a>", "an instant, a window such as 7d-0042 (settled) or 7d-0042:conditioning, or a file")
    .argument("<b>", "another")
    .action((a: string, b: string, options: WorkspaceOptions) =>
      inSession(options, (session) => {
        const diff = diffNamedCatalogs(session, a, b);
        return { json: encodeNumbers(diff), text: diffInWords(diff) };
      }),
    );
}

function diffInWords({ first, second, added, removed, reidentified, changed, unchanged, crossings, targetMagnitude }: NamedDiff): string[] {
  return [
    ...[first, second].map(({ title, digest, events }, place) => `${place === 0 ? "A" : "B"}: ${title}: ${events} events, ${digest}`),
    first.digest === second.digest
      ? "the same events"
      : `${added.length} added, ${removed.length} removed, ${reidentified.length} under another id, ${changed.length} changed, ${unchanged} unchanged; ${crossings.length} crossed M ${targetMagnitude}`,
    ...added.map((event) => `+ ${eventInWords(event)}`),
    ...removed.map((event) => `- ${eventInWords(event)}`),
    ...reidentified.map((change) => `= ${change.before.id} is now ${change.after.id}: ${changeInWords(change)}`),
    ...changed.map((change) => `~ ${change.after.id}: ${changeInWords(change)}`),
    ...crossings.map(({ direction, before, after }) => `! ${after.id}: M ${before.magnitude} is now M ${after.magnitude}, ${direction === "up" ? "above" : "below"} the target`),
  ];
}

function eventInWords({ id, time, magnitude, longitude, latitude }: EarthquakeEvent): string {
  return `${id} ${formatInstant(time)} M ${magnitude} at ${latitude}, ${longitude}`;
}

function changeInWords({ before, after, seconds, epicentreKm, depthKm, magnitude }: EventChange): string {
  const parts = [
    seconds === 0 ? "" : `${signed(seconds)} s`,
    epicentreKm === 0 ? "" : `${Number(epicentreKm.toFixed(2))} km away`,
    Number.isNaN(depthKm) || depthKm === 0 ? "" : `depth ${signed(depthKm)} km`,
    magnitude === 0 ? "" : `M ${before.magnitude} to ${after.magnitude}`,
    before.magnitudeType === after.magnitudeType ? "" : `magnitude type "${before.magnitudeType}" to "${after.magnitudeType}"`,
    Number.isNaN(before.depthKm) === Number.isNaN(after.depthKm) ? "" : Number.isNaN(after.depthKm) ? "depth no longer given" : `depth ${after.depthKm} km, before none`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? "the same values" : parts.join(", ");
}

function signed(value: number): string {
  return `${value > 0 ? "+" : ""}${Number(value.toFixed(3))}`;
}
