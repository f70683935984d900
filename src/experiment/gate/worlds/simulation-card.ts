import type { ModelCard } from "../../../forecasters/contract.ts";

/** Of a forecaster that exists in simulated worlds only. */
export function simulationCard(title: string, method: string): ModelCard {
  return { title, authors: ["quakegate"], method, dataUsed: "What is true in a simulated world.", licence: "MIT", citations: [] };
}
