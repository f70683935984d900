import { branchingRatio } from "../../../forecasters/etas/parameters.ts";
import { SEQUENCE } from "./contestants.ts";
import { SEALED_CATALOGS } from "./etas-of-known-parameters.ts";
import { LEAD_MINUTES, REFERENCE_FACTOR, REFERENCE_LAG_DAYS, SETTLEMENT_LAG_DAYS, TEST_SIMULATIONS, WINDOW_DAYS } from "./world-experiment.ts";
import { WORLD_BOX, WORLD_CELL_DEGREES, WORLD_HISTORY_DAYS, WORLD_LAWS } from "./world.ts";

/** What a world is, for readers of the study, a sentence or two each. */
export function worldInWords(): string[] {
  const { west, east, south, north } = WORLD_BOX;
  const cells = Math.round(((east - west) / WORLD_CELL_DEGREES) * ((north - south) / WORLD_CELL_DEGREES));
  const { muPerDay, K, alpha, cDays, p, taperDays, DKm, q, gamma, maximumMagnitude } = WORLD_LAWS;
  const listed = (magnitude: number): string => (magnitude + 0.005).toFixed(1);
  const triggered = Math.round(100 * branchingRatio(WORLD_LAWS));
  return [
    `Each world is a square of ${east - west} by ${north - south} degrees in ${cells} cells, with a background map of its own. Earthquakes of magnitude ${listed(WORLD_LAWS.referenceMagnitude)} to ${maximumMagnitude} (Gutenberg–Richter, b = 1) come by ETAS, the law in which every earthquake triggers others: ${muPerDay} background earthquakes a day, and each earthquake triggers ${(triggered / 100).toFixed(2)} others on average (K ${K}, α ${alpha}, c ${cDays} d, p ${p}, taper ${taperDays} d, D ${DKm} km, q ${q}, γ ${gamma}).`,
    `Every world is lived through week by week, with the ledger, the clock, the scoring and the gate of a live experiment: the network's news are imported, forecasts of ${WINDOW_DAYS} days are sealed ${LEAD_MINUTES} minutes before their window opens, a window is settled by what was known at the first weekly import ${SETTLEMENT_LAG_DAYS} day after its end, and every settled window is a look of the gate. Before the first window lies a catalog of ${WORLD_HISTORY_DAYS} days. A window is active after an earthquake of magnitude ${listed(SEQUENCE.minimumMagnitude)} or more within ${SEQUENCE.withinDays} days.`,
    `The reference knows the laws of the world and reads its catalog ${REFERENCE_LAG_DAYS} days late, and it forecasts ${REFERENCE_FACTOR} of the earthquakes that are then to be expected. The null is the product's smoothed map of the past at its long-term rate. Every challenger meets both.`,
    `All challengers of a world are registered in one experiment, in the order of the table: the first has the level of a first variant, the last that of a fourth. Truth, crashing and louder are sealed with ${SEALED_CATALOGS} simulated catalogs, reference and noisy as expected counts. Tests of magnitudes and places have ${TEST_SIMULATIONS} simulations. A policy's challengers, authors, first window, number of horizons and parts of the region are replaced by those of the worlds; what would pass is scored again by the same process.`,
  ];
}
