/** Bumped when tables change; a ledger of another version is refused, never migrated in place. */
export const LEDGER_SCHEMA_VERSION = 2;

const TABLES = `
CREATE TABLE log (
  entry INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  at INTEGER NOT NULL,
  body TEXT NOT NULL,
  leaf_hash TEXT NOT NULL
) STRICT;
CREATE INDEX log_subject ON log (subject, entry);

CREATE TABLE tile (
  level INTEGER NOT NULL,
  tile_index INTEGER NOT NULL,
  root BLOB NOT NULL CHECK (length(root) = 32),
  hashes BLOB NOT NULL CHECK (length(hashes) = 8192),
  PRIMARY KEY (level, tile_index)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoint (
  tree_size INTEGER NOT NULL,
  verifier_key TEXT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (tree_size, verifier_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE cosignature (
  tree_size INTEGER NOT NULL,
  verifier_key TEXT NOT NULL,
  time_seconds INTEGER NOT NULL,
  line TEXT NOT NULL,
  PRIMARY KEY (tree_size, verifier_key, time_seconds)
) STRICT, WITHOUT ROWID;

CREATE TABLE artifact (
  digest TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  path TEXT NOT NULL,
  byte_length INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE import (
  import_id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  file TEXT NOT NULL,
  digest TEXT NOT NULL,
  format TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  covers_from INTEGER,
  covers_to INTEGER,
  report TEXT NOT NULL,
  entry INTEGER NOT NULL REFERENCES log (entry)
) STRICT;

CREATE TABLE event_revision (
  revision_id INTEGER PRIMARY KEY,
  import_id INTEGER NOT NULL REFERENCES import (import_id),
  source TEXT NOT NULL,
  event_id TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  time INTEGER NOT NULL,
  longitude REAL NOT NULL,
  latitude REAL NOT NULL,
  depth_km REAL,
  magnitude REAL NOT NULL,
  magnitude_type TEXT NOT NULL
) STRICT;

CREATE TABLE model (
  forecaster TEXT NOT NULL,
  version TEXT NOT NULL,
  fitted_at INTEGER NOT NULL,
  digest TEXT NOT NULL REFERENCES artifact (digest),
  entry INTEGER NOT NULL REFERENCES log (entry),
  PRIMARY KEY (forecaster, version, fitted_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE forecast (
  window_id TEXT NOT NULL,
  forecaster TEXT NOT NULL,
  version TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('on-time', 'late', 'failed')),
  evidence_class TEXT NOT NULL,
  stratum TEXT NOT NULL,
  sealed_at INTEGER NOT NULL,
  digest TEXT REFERENCES artifact (digest),
  conditioning_digest TEXT NOT NULL,
  model_digest TEXT REFERENCES artifact (digest),
  message TEXT NOT NULL,
  entry INTEGER NOT NULL REFERENCES log (entry),
  PRIMARY KEY (window_id, forecaster, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE settlement (
  window_id TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('settled', 'unscorable')),
  reason TEXT NOT NULL,
  snapshot_digest TEXT REFERENCES artifact (digest),
  event_count INTEGER NOT NULL,
  entry INTEGER NOT NULL REFERENCES log (entry)
) STRICT, WITHOUT ROWID;

CREATE TABLE result (
  window_id TEXT NOT NULL REFERENCES settlement (window_id),
  forecaster TEXT NOT NULL,
  version TEXT NOT NULL,
  digest TEXT NOT NULL,
  body TEXT NOT NULL,
  entry INTEGER NOT NULL REFERENCES log (entry),
  PRIMARY KEY (window_id, forecaster, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE simulated_scores (
  window_id TEXT NOT NULL,
  forecaster TEXT NOT NULL,
  version TEXT NOT NULL,
  test TEXT NOT NULL,
  scores BLOB NOT NULL,
  PRIMARY KEY (window_id, forecaster, version, test),
  FOREIGN KEY (window_id, forecaster, version) REFERENCES result (window_id, forecaster, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE decision (
  decision_id TEXT PRIMARY KEY,
  challenger TEXT NOT NULL,
  horizon_days REAL NOT NULL,
  through_window INTEGER NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('PASS', 'HOLD', 'FAIL', 'INDETERMINATE')),
  evidence_digest TEXT NOT NULL,
  evidence TEXT NOT NULL,
  body TEXT NOT NULL,
  entry INTEGER NOT NULL REFERENCES log (entry)
) STRICT, WITHOUT ROWID;
`;

const TABLE_NAMES = [...TABLES.matchAll(/CREATE TABLE (\w+)/g)].map((match) => match[1]!);

/** Columns of each table's primary key. */
const PRIMARY_KEYS = [...TABLES.matchAll(/CREATE TABLE \w+ \([^;]*?(?:PRIMARY KEY \(([^)]+)\)|(\w+) \w+ PRIMARY KEY)/g)].map((match) => (match[1] ?? match[2]!).split(", "));

/** All tables, each with triggers that refuse every update, every deletion, and every insertion in place of a row (REPLACE deletes without a trigger). */
export const LEDGER_SCHEMA: string = [
  TABLES,
  ...TABLE_NAMES.flatMap((table) =>
    ["UPDATE", "DELETE"].map(
      (verb) => `CREATE TRIGGER ${table}_no_${verb.toLowerCase()} BEFORE ${verb} ON ${table} BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;`,
    ),
  ),
  ...TABLE_NAMES.map((table, place) => {
    const taken = PRIMARY_KEYS[place]!.map((column) => `${column} = NEW.${column}`).join(" AND ");
    return `CREATE TRIGGER ${table}_no_replace BEFORE INSERT ON ${table} WHEN EXISTS (SELECT 1 FROM ${table} WHERE ${taken}) BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: this ${table} is already there'); END;`;
  }),
  `PRAGMA user_version = ${LEDGER_SCHEMA_VERSION};`,
].join("\n");

export const LEDGER_TABLES: readonly string[] = TABLE_NAMES;
