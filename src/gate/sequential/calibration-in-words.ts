import { detectableError } from "../calibration/detectable-error.ts";
import type { DetectableRate } from "../calibration/detectable-rate.ts";
import type { CalibrationEvidence } from "./evidence.ts";
import { figure } from "./in-words.ts";

/** What a calibration statistic would by now have found, in words: how little "not rejected" says. @param logBar ln of its bar */
export function detectableInWords({ statistic, windows, expected }: CalibrationEvidence, logBar: number): string {
  const error = detectableError(statistic, { windows, expected }, logBar);
  if (error === null) return windows === 0 ? silenceInWords(statistic) : "it would have found only cells with earthquakes far more often than forecast: the forecast's law is not Poisson";
  switch (error.kind) {
    case "number": return `a number ${factors(error.rate)} would have been found with 80 % probability (for Poisson counts)`;
    case "occupied cells": return `occupied cells ${factors(error.rate)} in the best filled class of probability would have been found with 80 % probability`;
    case "p-value": return `p-values of ${figure(error.pValue)} in every window would have been found`;
    case "nats a window": return `${figure(error.nats)} nats of evidence against it a window, on average, would have been found`;
  }
}

function factors({ tooLow, tooHigh }: DetectableRate): string {
  return `too low by a factor of ${figure(tooLow)}${tooHigh > 0 ? `, or too high by ${figure(1 / tooHigh)},` : ""}`;
}

/** What is said of a calibration statistic without a window. */
export function silenceInWords(statistic: CalibrationEvidence["statistic"]): string {
  return statistic === "COLD" ? "no quiet window that it can judge yet" : "no window that it can judge yet";
}
