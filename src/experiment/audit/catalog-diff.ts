import { existsSync } from "node:fs";
import { readCatalogText } from "../../formats/catalog-registry.ts";
import { parseSnapshotCsv, snapshotCsv } from "../../formats/snapshot-csv.ts";
import { readTextFile } from "../../formats/text-file.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import { type CatalogDiff, diffCatalogs } from "../../observations/revisions/diff-catalogs.ts";
import { type Catalog, catalogEvents, createCatalog } from "../../seismicity/catalog.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { formatInstant, parseDateOrInstant } from "../../seismicity/time.ts";
import { knowledgeOf } from "../knowledge.ts";
import type { Session } from "../run.ts";
import { readConditioningSnapshot } from "../stages/conditioning-snapshots.ts";

/** A catalog that was named, and the SHA-256 of its events alone. */
export interface NamedCatalog {
  /** What it is, in words. */
  readonly title: string;
  readonly digest: string;
  readonly events: number;
}

export interface NamedDiff extends CatalogDiff {
  readonly first: NamedCatalog;
  readonly second: NamedCatalog;
  readonly targetMagnitude: number;
}

const WINDOW = /^(\d+(?:\.\d+)?d-\d+)(?::(settled|conditioning))?$/;
const EXPECTED = "a file, an instant (the catalog as known then), or a window such as 7d-0042 (its settled snapshot) or 7d-0042:conditioning";

/**
 * Compares two catalogs of a workspace, each a catalog file or snapshot, an instant, or a window's snapshot. What was known at an
 * instant is the whole store; a window's snapshots hold target events, or the history that its forecasts were made from.
 *
 * @throws InputError for a name that is none of these, and for a window without that snapshot
 */
export function diffNamedCatalogs(session: Session, first: string, second: string): NamedDiff {
  const { magnitudes, catalog } = session.experiment.file;
  const [a, b] = [namedCatalog(session, first), namedCatalog(session, second)];
  return {
    ...diffCatalogs(catalogEvents(a.catalog), catalogEvents(b.catalog), { sameShock: catalog.duplicates, targetMagnitude: magnitudes.target }),
    first: describe(a), second: describe(b), targetMagnitude: magnitudes.target,
  };
}

interface Named {
  readonly title: string;
  readonly catalog: Catalog;
}

function namedCatalog({ experiment, ledger }: Session, name: string): Named {
  if (existsSync(name)) return { title: name, catalog: readFile(name) };
  const [, id, which = "settled"] = WINDOW.exec(name) ?? [];
  if (id !== undefined) {
    const snapshots = which === "settled" ? ledger.settlements().map(({ windowId, snapshotDigest }) => ({ windowId, digest: snapshotDigest })) : ledger.forecasts().map(({ windowId, conditioningDigest }) => ({ windowId, digest: conditioningDigest }));
    const digest = snapshots.find((snapshot) => snapshot.windowId === id)?.digest ?? undefined;
    if (digest === undefined) throw new InputError(`the window has no ${which} snapshot`, { field: "window", value: id, expected: which === "settled" ? "a settled window" : "a window whose forecasts were issued" });
    const text = which === "settled" ? Buffer.from(ledger.read(digest)).toString("utf8") : readConditioningSnapshot(ledger, digest);
    return { title: `${which} snapshot of ${id}`, catalog: parseSnapshotCsv(text) };
  }
  const instant = instantOf(name);
  return { title: `as known at ${formatInstant(instant)}`, catalog: knowledgeOf(experiment, ledger).asOf(instant).catalog };
}

function instantOf(name: string): number {
  try {
    return parseDateOrInstant(name);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError("no such catalog", { field: "catalog", value: name, expected: EXPECTED });
  }
}

/** A snapshot, or any catalog format. @throws InputError when rows cannot be used or an id stands twice. */
function readFile(path: string): Catalog {
  const { text } = readTextFile(path);
  if (text.startsWith(`${snapshotCsv(createCatalog([]))}`)) return parseSnapshotCsv(text, path);
  const { rows } = readCatalogText(text, path);
  const events = rows.filter(({ deleted }) => deleted !== true).map(({ event }) => event);
  const ids = events.map(({ id }) => id);
  const twice = new Set(ids).size === ids.length ? undefined : ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new InputError("an id stands twice in the file", { file: path, field: "id", value: twice, expected: "each event once" });
  return createCatalog(events);
}

function describe({ title, catalog }: Named): NamedCatalog {
  return { title, digest: sha256Hex(snapshotCsv(catalog)), events: catalog.length };
}
