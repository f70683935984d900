import { readFileSync } from "node:fs";

interface Proof {
  readonly from: number;
  readonly size: number;
  readonly hashes: readonly string[];
}

interface Vectors {
  readonly sizes: readonly { readonly size: number; readonly root: string; readonly inclusion: string; readonly consistency: string }[];
  readonly large: { readonly size: number; readonly root: string; readonly inclusion: readonly Proof[]; readonly consistency: readonly Proof[]; readonly tiles: Readonly<Record<string, string>> };
  readonly paths: Readonly<Record<string, string>>;
  readonly note: { readonly seed: string; readonly vkey: string; readonly note: string };
  readonly cosigned: { readonly logVkey: string; readonly witnessVkey: string; readonly note: string; readonly timeSeconds: number };
}

/** What golang.org/x/mod and transparency-dev/formats say of made-up leaves; made by test/bench/transparency-log/peer. */
export const VECTORS = JSON.parse(readFileSync(new URL("fixtures/go-vectors.json", import.meta.url), "utf8")) as Vectors;
