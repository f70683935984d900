import { z } from "zod";
import { magnitudeLawSchema } from "../magnitude-distribution.ts";

const smoothingShape = {
  /** Smoothing kernel; `choose` tries both. */
  kernel: z.enum(["power-law", "gaussian", "choose"]).default("choose"),
  /** An event's bandwidth is the distance to its neighbour of this number; `choose` tries 1 to 20. */
  neighbours: z.union([z.literal("choose"), z.int().min(1).max(100)]).default("choose"),
  /** Share of the events, the latest ones, on which a choice is judged. */
  targetFraction: z.number().gt(0).lt(1).default(0.25),
  /** Smallest bandwidth: about the epicentre error. */
  minimumDistanceKm: z.number().positive().default(0.5),
  /**
   * Share of the density that is spread evenly by area. It bounds what an event in an empty cell can cost at
   * ln(1/share) nats against a uniform map, and costs at most −ln(1 − share) per event elsewhere.
   */
  uniformFraction: z.number().min(0).max(1).default(0.001),
};

/** How declustered epicentres are smoothed into a map (Helmstetter, Kagan & Jackson 2007). Unknown keys are refused. */
export const smoothingOptionsSchema = z.strictObject(smoothingShape);
export type SmoothingOptions = z.infer<typeof smoothingOptionsSchema>;

/** Options of the smoothed-seismicity forecaster: those of the map, and the law of magnitudes. */
export const smoothedSeismicityOptions = z.strictObject({ ...smoothingShape, magnitude: magnitudeLawSchema });
export type SmoothedSeismicityOptions = z.infer<typeof smoothedSeismicityOptions>;
