import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { removeUnfinished, writeFileAtomically } from "../../ledger/artifact-store.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import type { FetchState, FetchStore } from "../../observations/fdsn/fetch-state.ts";

export interface WorkspaceFetchStore extends FetchStore {
  /** Keeps a table of fetched events and returns its path and SHA-256. */
  keepTable(text: string): { readonly path: string; readonly digest: string };
  /** Makes `state` the last finished fetch, and drops the unfinished one. Returns the SHA-256 of its record. */
  finish(state: FetchState): string;
}

/**
 * The fetched pages of one source in a workspace: bodies and tables by SHA-256 and the records of the fetch under way and of the last one that
 * was finished, all in `observations/fetch/<source>`. Files are written under a temporary name first: a killed run leaves whole files only.
 */
export function openFetchStore(workspace: string, source: string): WorkspaceFetchStore {
  const folder = join(workspace, "observations", "fetch", source);
  const [unfinished, finished] = ["unfinished.json", "finished.json"].map((name) => join(folder, name)) as [string, string];
  const bodyPath = (digest: string, kind: string): string => join(folder, digest.slice(0, 2), `${digest.slice(2)}.${kind}`);
  const keep = (bytes: Uint8Array | string, kind: string): string => {
    const digest = sha256Hex(bytes);
    if (readChecked(bodyPath(digest, kind), digest) === undefined) writeFileAtomically(bodyPath(digest, kind), bytes);
    return digest;
  };
  removeUnfinished(folder);
  let last = readState(finished);
  return {
    unfinished: () => readState(unfinished),
    finished: () => last,
    save: (state) => writeFileAtomically(unfinished, recordOf(state)),
    keep: (body) => keep(body, "page"),
    body: (digest) => readChecked(bodyPath(digest, "page"), digest),
    keepTable(text) {
      const digest = keep(text, "csv");
      return { path: bodyPath(digest, "csv"), digest };
    },
    finish(state) {
      const digest = keep(recordOf(state), "json");
      writeFileAtomically(finished, recordOf(state));
      // An empty plan is nobody's: the pages are in the finished record now.
      writeFileAtomically(unfinished, recordOf({ ...state, plan: "", pages: {} }));
      last = state;
      return digest;
    },
  };
}

function recordOf(state: FetchState): string {
  return `${JSON.stringify(state)}\n`;
}

/** Undefined too when the record is damaged: what it says can be fetched again. */
function readState(path: string): FetchState | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const state = JSON.parse(readFileSync(path, "utf8")) as Partial<FetchState> | null;
    return typeof state?.plan === "string" && typeof state.startedAt === "number" && typeof state.pages === "object" ? (state as FetchState) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function readChecked(path: string, digest: string): Uint8Array | undefined {
  if (!existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  return sha256Hex(bytes) === digest ? bytes : undefined;
}
