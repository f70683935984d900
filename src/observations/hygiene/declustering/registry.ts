import { declusteringMethod, type DeclusteringMethod } from "./method.ts";
import { nearestNeighbourClusters, nearestNeighbourOptions } from "./nearest-neighbour.ts";
import { randomThinning, randomThinningOptions } from "./random-thinning.ts";
import { reasenberg, reasenbergOptions } from "./reasenberg.ts";
import { windowMethod } from "./window-declustering.ts";

/** By name. A new method is a file and an entry here. */
export const DECLUSTERING_METHODS = {
  "gardner-knopoff": windowMethod("gardner-knopoff", "Gardner–Knopoff windows", "Gardner & Knopoff (1974), BSSA 64, 1363–1367"),
  gruenthal: windowMethod("gruenthal", "Grünthal windows", "Grünthal, in van Stiphout, Zhuang & Marsan (2012), CORSSA, doi:10.5078/corssa-52382934"),
  uhrhammer: windowMethod("uhrhammer", "Uhrhammer windows", "Uhrhammer (1986), Earthquake Notes 57, 21"),
  reasenberg: declusteringMethod({
    id: "reasenberg", title: "Reasenberg links",
    citation: "Reasenberg (1985), JGR 90, 5479–5495, doi:10.1029/JB090iB07p05479",
    options: reasenbergOptions, run: reasenberg,
  }),
  "nearest-neighbour": declusteringMethod({
    id: "nearest-neighbour", title: "Nearest neighbours in space, time and magnitude",
    citation: "Zaliapin & Ben-Zion (2013), JGR Solid Earth 118, 2847–2864, doi:10.1002/jgrb.50179",
    options: nearestNeighbourOptions, run: nearestNeighbourClusters,
  }),
  "random-thinning": declusteringMethod({
    id: "random-thinning", title: "Random thinning by normalised nearest-neighbour proximity",
    citation: "Zaliapin & Ben-Zion (2020), JGR Solid Earth 125, e2018JB017120, doi:10.1029/2018JB017120",
    options: randomThinningOptions, run: randomThinning,
  }),
} as const satisfies Readonly<Record<string, DeclusteringMethod>>;

export type DeclusteringMethodName = keyof typeof DECLUSTERING_METHODS;

/** What finds the independent events where nothing else is said: fore- and aftershocks by the same windows. */
export const DEFAULT_DECLUSTERING = { method: "gardner-knopoff", options: { foreshockFraction: 1 } } as const satisfies { readonly method: DeclusteringMethodName; readonly options: object };
