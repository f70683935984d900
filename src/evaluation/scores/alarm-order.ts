import { type GriddedForecast, spatialCounts } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { observedBins } from "../observed-bins.ts";

/**
 * Marks figures that explain a forecast's map to people and are no proper scores: they ignore how large the rates are,
 * and a forecaster can raise them by saying what it does not believe. No gate policy can name them.
 */
export interface CommunicationAid {
  readonly communicationOnly: true;
}

/** What lies in the cells above a threshold of the rate, by threshold from the highest down; equal rates enter together. */
export interface AlarmLevel {
  readonly cells: number;
  /** Cells with at least one event. */
  readonly occupiedCells: number;
  readonly areaKm2: number;
  readonly rate: number;
  readonly events: number;
}

/** The levels of one forecast's map, cumulative: the last holds everything. */
export function alarmLevels(forecast: GriddedForecast, observed: ObservedEvents): AlarmLevel[] {
  const rates = spatialCounts(forecast);
  const counts = new Uint32Array(rates.length);
  for (const cell of observedBins(forecast, observed, "spatial")) counts[cell]++;
  const order = Array.from(rates.keys()).sort((a, b) => rates[b] - rates[a] || a - b);
  const levels: AlarmLevel[] = [];
  let soFar: AlarmLevel = { cells: 0, occupiedCells: 0, areaKm2: 0, rate: 0, events: 0 };
  order.forEach((cell, place) => {
    soFar = {
      cells: soFar.cells + 1,
      occupiedCells: soFar.occupiedCells + (counts[cell] > 0 ? 1 : 0),
      areaKm2: soFar.areaKm2 + forecast.region.areasKm2[cell],
      rate: soFar.rate + rates[cell],
      events: soFar.events + counts[cell],
    };
    if (place === order.length - 1 || rates[order[place + 1]] !== rates[cell]) levels.push(soFar);
  });
  return levels;
}

/** Area under a polyline by trapezoids. */
export function trapezoidArea(x: readonly number[], y: readonly number[]): number {
  let area = 0;
  for (let i = 1; i < x.length; i++) area += 0.5 * (x[i] - x[i - 1]) * (y[i] + y[i - 1]);
  return area;
}
