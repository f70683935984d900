import type { Decision } from "./decision.ts";
import { NEW_VERSION } from "./sequential/decide.ts";
import { MODEL_STATES, type ModelState, RESTARTING } from "./states.ts";

/** What of a decision tells whether it still waits for something. */
type Standing = Pick<Decision, "wouldChange"> & { readonly state: string };

/**
 * Whether what was found against a version stands whatever later windows bring, though it has not ended: it is scored and counted on, and waits for
 * nothing.
 *
 * @param state where it stands now; when people have moved it since the decision, that says nothing any more
 */
export function cannotPassAnyMore(state: string, decision: Standing | undefined): boolean {
  return decision !== undefined && decision.state === state && (RESTARTING as ReadonlySet<string>).has(state) && decision.wouldChange === NEW_VERSION;
}

/** Where a version stands under the anytime policy, in one or two sentences. @param decision the newest on it */
export function standingInWords(state: ModelState, decision: Standing | undefined): string {
  return cannotPassAnyMore(state, decision) ? "It cannot pass any more: what was found against it no later window can undo. It goes on being scored and stays counted." : MODEL_STATES[state];
}
