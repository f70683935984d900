import { snapshotCsv } from "../../formats/snapshot-csv.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import { applySnapshotDeltas, encodeSnapshotDelta, type SnapshotText } from "../../observations/as-of/snapshot-delta.ts";
import type { Catalog } from "../../seismicity/catalog.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { EpochMs } from "../../seismicity/time.ts";

/** Kind of the log entry of a kept conditioning snapshot; its subject is the snapshot's digest. */
export const CONDITIONING = "conditioning";

/** What the log says of a kept snapshot. */
export interface KeptSnapshot {
  /** SHA-256 of the events alone, as forecasts name it. */
  readonly digest: string;
  readonly events: number;
  /** The instant as of which the events were known. */
  readonly asOf: EpochMs;
  /** The stored bytes: the snapshot itself, or what it differs in from `base`. */
  readonly artifact: string;
  readonly base: string | null;
}

/** After so many differences in a row a snapshot is stored whole, so that reading one never takes longer than that. */
const LONGEST_CHAIN = 52;
/** A difference longer than this share of the snapshot is not worth a chain. */
const LONGEST_SHARE = 0.5;

export interface ConditioningSnapshots {
  /** Stores what was known at `asOf`, unless these very events are stored already. @returns the snapshot's digest */
  keep(history: Catalog, asOf: EpochMs): string;
}

/**
 * Keeps the catalogs that forecasts were made from, so that any of them can be made again. A catalog grows by little from window
 * to window: most are stored as the difference from the one kept before.
 */
export function conditioningSnapshots(ledger: Ledger): ConditioningSnapshots {
  const kept = new Map(ledger.log().filter(({ kind }) => kind === CONDITIONING).map((entry) => [entry.subject, contentOf(entry.body)]));
  let newest = [...kept.values()].at(-1);
  let newestText: SnapshotText | undefined;
  let chain = newest === undefined ? 0 : chainOf(newest, kept);
  return {
    keep(history, asOf) {
      const text = snapshotCsv(history);
      const digest = sha256Hex(text);
      if (kept.has(digest)) return digest;
      if (newest !== undefined) newestText ??= { digest: newest.digest, text: readConditioningSnapshot(ledger, newest.digest) };
      const delta = newestText === undefined || chain >= LONGEST_CHAIN ? undefined : encodeSnapshotDelta(newestText, { text, digest });
      const worthIt = delta !== undefined && delta.length <= LONGEST_SHARE * text.length;
      const record = ledger.transaction((writer): KeptSnapshot => {
        const artifact = worthIt ? writer.artifact("snapshot-delta", Buffer.from(delta, "utf8")) : writer.artifact("snapshot", Buffer.from(text, "utf8"));
        const content = { digest, events: history.length, asOf, artifact, base: worthIt ? newestText!.digest : null };
        writer.note(CONDITIONING, digest, asOf, content);
        return content;
      });
      kept.set(digest, record);
      chain = worthIt ? chain + 1 : 0;
      newest = record;
      newestText = { text, digest };
      return digest;
    },
  };
}

/**
 * The canonical text (`snapshotCsv`) of a kept conditioning snapshot, rebuilt from its chain and checked against its digest.
 *
 * @throws InputError when it was not kept, or what is stored does not make it up
 */
export function readConditioningSnapshot(ledger: Ledger, digest: string): string {
  const chain: KeptSnapshot[] = [];
  for (let next: string | null = digest; next !== null; next = chain.at(-1)!.base) {
    const entry = ledger.log(next).find(({ kind }) => kind === CONDITIONING);
    if (entry === undefined) throw new InputError("the catalog that a forecast was made from was not kept", { field: "conditioning snapshot", value: next, expected: "a log entry of this digest" });
    chain.push(contentOf(entry.body));
  }
  const [base, ...deltas] = chain.reverse().map(({ digest: made, artifact }): SnapshotText => ({ digest: made, text: Buffer.from(ledger.read(artifact)).toString("utf8") }));
  const text = applySnapshotDeltas(base!, deltas);
  const found = sha256Hex(text);
  if (found !== digest) throw new InputError("a stored snapshot does not make up the catalog that it stands for", { field: "SHA-256", value: found, expected: digest });
  return text;
}

function chainOf(newest: KeptSnapshot, kept: ReadonlyMap<string, KeptSnapshot>): number {
  let length = 0;
  for (let record: KeptSnapshot | undefined = newest; record !== undefined && record.base !== null; record = kept.get(record.base)) length++;
  return length;
}

function contentOf(body: string): KeptSnapshot {
  return (JSON.parse(body) as { content: KeptSnapshot }).content;
}
