import { canonicalJson } from "../../ledger/canonical-json.ts";
import { revisionsDigest, simulatedScoresDigest } from "../../ledger/row-digests.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import { groupBy } from "../../numerics/group-by.ts";
import type { Row, Tables } from "./database-rows.ts";
import type { Leaf } from "./leaf.ts";
import type { Findings } from "./verification.ts";

/** How the content of a log entry stands for a row that names it: a value for each column, or what the column must satisfy. */
interface Derivation {
  /** Kind of the entries that have a row in the table, one each. */
  readonly kind: string;
  readonly name: (row: Row) => string;
  /** Columns that the content does not hold under their own name. */
  readonly columns: Readonly<Record<string, (row: Row, leaf: Leaf) => unknown>>;
}

/**
 * Tables whose rows name their log entry. A column says what the entry's content says under the same name (camel case for
 * snake case), but where it is listed here.
 */
const DERIVATIONS: Readonly<Record<string, Derivation>> = {
  import: {
    kind: "import",
    name: ({ import_id: id, file }) => `import ${id} (${file})`,
    columns: {
      // Their order is checked with the revisions.
      import_id: ({ import_id: id }) => id,
      source: (_, { subject }) => subject,
      recorded_at: (_, { at }) => at,
      report: ({ report }, { content }) => (sha256Hex(String(report)) === content["reportDigest"] ? report : undefined),
    },
  },
  model: { kind: "model", name: ({ forecaster, version, fitted_at: at }) => `model ${forecaster} ${version} fitted at ${at}`, columns: {} },
  forecast: { kind: "forecast", name: ({ window_id: window, forecaster, version }) => `forecast ${window} ${forecaster} ${version}`, columns: {} },
  settlement: { kind: "settlement", name: ({ window_id: window }) => `settlement ${window}`, columns: {} },
  result: {
    kind: "result",
    name: ({ window_id: window, forecaster, version }) => `result ${window} ${forecaster} ${version}`,
    columns: {
      window_id: (_, { subject }) => subject,
      body: ({ body }, { content }) => (sha256Hex(String(body)) === content["digest"] ? body : undefined),
    },
  },
  decision: {
    kind: "decision",
    name: ({ decision_id: id, challenger }) => `decision ${String(id).slice(0, 12)} on ${challenger}`,
    columns: {
      challenger: (_, { subject }) => subject,
      body: ({ body }, { content }) => (sha256Hex(String(body)) === content["digest"] ? body : undefined),
      evidence: ({ evidence }, { content }) => (sha256Hex(String(evidence)) === content["evidenceDigest"] ? evidence : undefined),
      horizon_days: ({ body }) => fieldOf(body, "horizonDays"),
      through_window: ({ body }) => fieldOf(body, "throughWindow"),
    },
  },
};

/** Tables that are checked in another way: the log and its tree, and rows that other rows stand for. */
const OTHERWISE: ReadonlySet<string> = new Set(["log", "tile", "checkpoint", "cosignature", "artifact", "event_revision", "simulated_scores"]);

/** Every row against the log entry that it names, and every entry that must have a row against the rows. */
export function checkRows(tables: Tables, leaves: readonly Leaf[], findings: Findings): void {
  const leafAt = new Map(leaves.map((leaf) => [leaf.entry, leaf]));
  for (const [table, rows] of tables) {
    if (OTHERWISE.has(table)) continue;
    const derivation = DERIVATIONS[table];
    if (derivation === undefined && !rows.every((row) => typeof row["entry"] === "number")) {
      findings.lacking(`table ${table}`, "its rows name no log entry, so that nothing vouches for them");
      continue;
    }
    const named = new Set<number>();
    for (const row of rows) {
      const entry = Number(row["entry"]);
      const name = derivation?.name(row) ?? `table ${table}, row of log entry ${entry}`;
      const leaf = leafAt.get(entry);
      findings.count("rows");
      if (named.has(entry)) findings.problem(name, `another row of its table names log entry ${entry} too`);
      named.add(entry);
      if (leaf === undefined) findings.problem(name, `it names log entry ${entry}, which is not there`);
      else if (derivation !== undefined && leaf.kind !== derivation.kind) findings.problem(name, `it names log entry ${entry}, which is of kind ${leaf.kind}`);
      else compareRow(name, row, leaf, derivation?.columns ?? {}, findings);
    }
    for (const leaf of leaves) {
      if (derivation !== undefined && leaf.kind === derivation.kind && !named.has(leaf.entry)) findings.problem(`table ${table}`, `the row of log entry ${leaf.entry} (${leaf.kind} ${leaf.subject}) is missing`);
    }
  }
  for (const table of [...Object.keys(DERIVATIONS), ...OTHERWISE]) if (!tables.has(table)) findings.problem("ledger.sqlite", `table ${table} is missing`);
  checkRevisions(tables, leafAt, findings);
  checkSimulatedScores(tables, leafAt, findings);
}

function compareRow(name: string, row: Row, leaf: Leaf, columns: Derivation["columns"], findings: Findings): void {
  for (const [column, value] of Object.entries(row)) {
    if (column === "entry") continue;
    const derive = columns[column];
    const key = camelCase(column);
    if (derive === undefined && !Object.hasOwn(leaf.content, key)) findings.lacking(name, `nothing in log entry ${leaf.entry} vouches for its column ${column}`);
    else if (value !== (derive === undefined ? leaf.content[key] : derive(row, leaf))) findings.problem(name, `its ${column} is not what log entry ${leaf.entry} says`);
  }
}

/** Revisions stand in the order in which they were stored; the digest over those of an import is in its entry. */
function checkRevisions(tables: Tables, leafAt: ReadonlyMap<number, Leaf>, findings: Findings): void {
  const imports = [...(tables.get("import") ?? [])].sort((a, b) => Number(a["entry"]) - Number(b["entry"]));
  const byImport = groupBy([...(tables.get("event_revision") ?? [])].sort((a, b) => Number(a["revision_id"]) - Number(b["revision_id"])), (row) => row["import_id"]);
  imports.forEach((row, place) => {
    const name = `import ${row["import_id"]} (${row["file"]})`;
    if (row["import_id"] !== place) findings.problem(name, `imports are numbered from 0 without a gap; expected ${place}`);
    const own = byImport.get(row["import_id"]!) ?? [];
    byImport.delete(row["import_id"]!);
    findings.count("event revisions", own.length);
    const found = revisionsDigest(own.map((revision) => ({
      source: String(revision["source"]), recordedAt: Number(revision["recorded_at"]), deleted: revision["deleted"] === 1,
      event: {
        id: String(revision["event_id"]), time: Number(revision["time"]), longitude: Number(revision["longitude"]), latitude: Number(revision["latitude"]),
        depthKm: revision["depth_km"] === null ? Number.NaN : Number(revision["depth_km"]), magnitude: Number(revision["magnitude"]), magnitudeType: String(revision["magnitude_type"]),
      },
    })));
    const stated = leafAt.get(Number(row["entry"]))?.content["revisionsDigest"];
    if (found !== stated) findings.problem(`event revisions of ${name}`, "they are not those that were imported: the digest in its log entry is another");
  });
  for (const id of byImport.keys()) findings.problem("table event_revision", `revisions of an import ${id} that is not there`);
  let last = 0;
  for (const id of (tables.get("event_revision") ?? []).map((row) => Number(row["revision_id"])).sort((a, b) => a - b)) {
    if (id !== last + 1) findings.problem("table event_revision", `after revision ${last} comes ${id}: revisions are numbered from 1 without a gap`);
    last = id;
  }
}

function checkSimulatedScores(tables: Tables, leafAt: ReadonlyMap<number, Leaf>, findings: Findings): void {
  const keyOf = (row: Row): string => canonicalJson([row["window_id"], row["forecaster"], row["version"]]);
  const stored = groupBy(tables.get("simulated_scores") ?? [], keyOf);
  for (const row of tables.get("result") ?? []) {
    const own = stored.get(keyOf(row)) ?? [];
    stored.delete(keyOf(row));
    const found = simulatedScoresDigest(Object.fromEntries(own.map(({ test, scores }) => [String(test), scores as Buffer])));
    const stated = leafAt.get(Number(row["entry"]))?.content["simulatedScoresDigest"];
    if (found !== stated) findings.problem(`simulated scores of result ${row["window_id"]} ${row["forecaster"]} ${row["version"]}`, "they are not those that were stored with it: the digest in its log entry is another");
  }
  for (const key of stored.keys()) findings.problem(`simulated scores ${key}`, "there is no such result");
}

function fieldOf(body: unknown, field: string): unknown {
  try {
    return (JSON.parse(String(body)) as Record<string, unknown>)[field];
  } catch {
    return undefined;
  }
}

function camelCase(column: string): string {
  return column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
