import { sha256Hex } from "../../../src/numerics/digest.ts";
import { fetchEvents, type FetchedEvents, type FetchOptions, type FetchPlan, type Selection } from "../../../src/observations/fdsn/fetch-events.ts";
import type { FetchState, FetchStore } from "../../../src/observations/fdsn/fetch-state.ts";
import type { Fetch } from "../../../src/observations/fdsn/http-exchange.ts";
import { NODE_PROFILES, type NodeProfile } from "../../../src/observations/fdsn/node-profiles.ts";
import type { Outside } from "../../../src/observations/fdsn/polite-requests.ts";
import { directFetch, type FdsnService, type ServedEvent } from "../../support/fdsn-server.ts";

export const START = Date.UTC(2019, 0, 1);
export const NOW = Date.UTC(2020, 0, 1);
export const BOX = { west: 9, east: 12, south: 39, north: 42 };
export const ALL: Selection = { box: BOX, minimumMagnitude: 3 };
export const LISTING: FetchPlan = { kind: "listing", from: START };

/** An event in the box, ten minutes after the one before it. */
export function event(index: number, changed: Partial<ServedEvent> = {}): ServedEvent {
  return { id: `e${index}`, time: START + 600_000 * index, longitude: 10.5, latitude: 40.5, depthKm: 10, magnitude: 4, updated: START + 600_000 * index + 60_000, ...changed };
}

export function events(count: number): ServedEvent[] {
  return Array.from({ length: count }, (_, index) => event(index));
}

/** In memory; what is in it can be handed from run to run. */
export function memoryStore(): FetchStore & { finish(state: FetchState): void } {
  const bodies = new Map<string, Uint8Array>();
  const states: { unfinished?: FetchState; finished?: FetchState } = {};
  return {
    unfinished: () => states.unfinished,
    finished: () => states.finished,
    save: (state) => void (states.unfinished = structuredClone(state)),
    keep(body) {
      bodies.set(sha256Hex(body), body);
      return sha256Hex(body);
    },
    body: (digest) => bodies.get(digest),
    finish(state) {
      states.finished = state;
      delete states.unfinished;
    },
  };
}

/** A world in which waiting takes no time. */
export function outside(fetch: Fetch, now = NOW): Outside & { readonly waits: number[] } {
  const waits: number[] = [];
  return { fetch, waits, now: () => now, sleep: async (ms) => void waits.push(ms) };
}

export function fetching(service: FdsnService, changed: Partial<FetchOptions> & { node?: NodeProfile } = {}, plan: FetchPlan = LISTING, selection: Selection = ALL): Promise<FetchedEvents> {
  const node = changed.node ?? { ...NODE_PROFILES.comcat, limit: service.options.limit };
  return fetchEvents(plan, selection, {
    service: new URL("http://service.test/fdsnws/event/1/"), node, format: node.format, outside: outside(directFetch(service)), store: memoryStore(), name: "test",
    updateOverlapMs: 3_600_000, maximumClockSkewMs: 600_000, ...changed,
  });
}

export function idsOf({ rows }: Pick<FetchedEvents, "rows">): string[] {
  return rows.map(({ event: { id } }) => id).sort();
}
