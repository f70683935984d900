import type { EtasParameters } from "../../../src/forecasters/etas/parameters.ts";

/** A subcritical set, with whatever a test wants to be different. */
export function etasParameters(changes: Partial<EtasParameters> = {}): EtasParameters {
  return {
    muPerDay: 0.8, K: 0.25, alpha: 1.2, cDays: 0.01, p: 1.15, DKm: 0.8, q: 1.8, gamma: 0.4,
    referenceMagnitude: 3, beta: 2.3, maximumMagnitude: 7.5, ...changes,
  };
}
