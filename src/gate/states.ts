/** Where a model version stands under the anytime policy (gate.md c2). */
export const MODEL_STATES = {
  registered: "It is entered in the experiment and has neither sealed a forecast that counts nor committed itself to one.",
  candidate: "Its forecasts are accepted; none of their windows has been settled yet.",
  probation: "Its evidence is being collected: there is less of it than a pass needs.",
  eligible: "There is enough to decide on, and it is decided on whenever a window has been settled.",
  passed: "It has passed. After the days for objections, and once every objection is answered, an operator signs that it ships, or declines it.",
  shipped: "It is in service, and watched against what it replaced.",
  demoted: "It was in service and is not any more; this version cannot come back.",
  closed: "It was withdrawn, declined or shown worse than a reference; it stays counted and cannot come back.",
  quarantined: "A fault of integrity was found; nothing of it counts until a new version is registered.",
} as const;

export type ModelState = keyof typeof MODEL_STATES;

/** What happens to a model version, as it is written to the log. */
export type ModelEvent =
  | { readonly kind: "registration" }
  /** A forecast that counts was sealed. */
  | { readonly kind: "forecast" }
  /** A decision, with the state that the evidence gives it. */
  | { readonly kind: "decision"; readonly state: ModelState }
  /** What people did, and faults: of its times (`clock-fault`), of a score or a proof (`fault`), of integrity (`quarantine`). */
  | { readonly kind: "ship" | "override-ship" | "decline" | "withdrawal" | "restart" | "demotion" | "override-demote" | "clock-fault" | "fault" | "quarantine" };

/** No version comes back from these. */
export const TERMINAL_STATES: ReadonlySet<string> = new Set(["demoted", "closed", "quarantined"]);

/** In which its authors may move it to a newer policy: everything before a pass. */
export const RESTARTING: ReadonlySet<ModelState> = new Set(["registered", "candidate", "probation", "eligible"]);

/**
 * The state after one more event. An event that does not fit the state leaves it as it is: nothing that is written to the log can bring a
 * version back from an end, or ship one that has not passed (but for an override, which is shown for ever).
 */
export function stateAfter(state: ModelState | undefined, event: ModelEvent): ModelState | undefined {
  if (state === undefined) return event.kind === "registration" ? "registered" : undefined;
  if (event.kind === "quarantine") return "quarantined";
  if (TERMINAL_STATES.has(state)) return state;
  switch (event.kind) {
    case "registration": return state;
    case "forecast": return state === "registered" ? "candidate" : state;
    case "decision": return decided(state, event.state);
    case "ship": return state === "passed" ? "shipped" : state;
    case "override-ship": return "shipped";
    case "decline": return state === "passed" ? "closed" : state;
    case "withdrawal": return state === "shipped" ? state : "closed";
    case "restart": return RESTARTING.has(state) ? "candidate" : state;
    // A pass on times that nobody can trust is none; what is in service on one leaves it.
    case "clock-fault": return state === "passed" ? "eligible" : state === "shipped" ? "demoted" : state;
    case "fault": return state === "shipped" ? "demoted" : "closed";
    case "demotion":
    case "override-demote": return state === "shipped" ? "demoted" : state;
  }
}

/** The state that follows from all events of a version, in the order of the log; undefined when it was never registered. */
export function stateOf(events: readonly ModelEvent[]): ModelState | undefined {
  return events.reduce<ModelState | undefined>(stateAfter, undefined);
}

/** Evidence moves a version between the states before a pass, to a pass, and to an end; in and out of service by its own rules. */
function decided(state: ModelState, next: ModelState): ModelState {
  if (state === "passed") return next === "quarantined" || next === "closed" ? next : state;
  if (state === "shipped") return next === "demoted" || next === "quarantined" ? next : state;
  return next === "shipped" || next === "demoted" ? state : next;
}
