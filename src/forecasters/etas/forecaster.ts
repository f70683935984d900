import type { Forecaster, ModelCard } from "../contract.ts";
import { forecasterVersion } from "../version.ts";
import { sourcesWithClouds } from "./finite-source/clouds-of-sources.ts";
import { fitEtasModel, readFittedEtas } from "./fit-model.ts";
import { declusteredShareInWords, FINITE_SOURCES_CITATION, finiteSourcesInWords, neighbourInWords, sequenceProductivityInWords } from "./card-words.ts";
import { factorsOfSources, knownProductivity } from "./known-sequences.ts";
import type { EtasOptions } from "./options.ts";
import { parameterLawOf } from "./parameter-errors.ts";
import { expectedCounts, expectedCountsForecast } from "./simulation/expected-counts.ts";
import { catalogsToSeal } from "./simulation/catalogs-to-seal.ts";
import type { EtasSimulation } from "./simulate.ts";

const CODE_VERSION = "2.2.1";
/** Draws of the mean process over which the later generations are averaged; the first generation needs none. */
const MEAN_DRAWS = 20;

/**
 * Space–time ETAS (Ogata 1998) with a stochastically declustered background (Zhuang, Ogata & Vere-Jones 2002). The expected
 * counts are integrated for background and direct aftershocks and averaged over simulations for their aftershocks; beside
 * them are sealed the catalogs that the same model simulates, whose number of events is no Poisson one.
 *
 * Every event triggers about its epicentre, alike in all directions, but for large ones: their aftershocks lie along the rupture, and so, once
 * there are some, does what is forecast of those to come (`aftershockCloud`). As points they would come out too narrow and, since then
 * their aftershocks are taken for each other's, too unproductive.
 */
export function etasForecaster(id: string, options: EtasOptions): Forecaster {
  const version = forecasterVersion(CODE_VERSION, options);
  return {
    id,
    version,
    card: cardOf(options),
    fit: async (training) => ({ forecasterId: id, forecasterVersion: version, fittedAt: training.asOf, parameters: fitEtasModel(training, options) }),
    forecast: async (request) => {
      const { parameters, density, errors } = readFittedEtas(id, version, request);
      const { history, region, magnitudeBins, window } = request;
      const isSource = (event: number): boolean => history.magnitudes[event]! >= parameters.referenceMagnitude - 1e-9;
      const factors = knownProductivity(request, options, { parameters: [parameters], lawOf: () => 0, backgroundPerDay: (cell) => parameters.muPerDay * density[cell]! });
      const simulation: EtasSimulation = {
        parameters,
        background: { region, weights: density },
        ...sourcesWithClouds(history, isSource, request.asOf, options.finiteSources),
        ...factorsOfSources(factors, isSource),
        start: window.start,
        end: window.end,
        seedNames: request.seedNames,
      };
      const counts = expectedCounts({ ...simulation, region, drawCount: MEAN_DRAWS });
      const view = expectedCountsForecast(counts, parameters, region, magnitudeBins);
      if (!options.sealCatalogs) return view;
      const parameterLaw = options.parameterUncertainty ? { parameterLaw: parameterLawOf(parameters, errors) } : {};
      return { kind: "catalogs", view, catalogs: catalogsToSeal({ ...simulation, ...parameterLaw, count: options.catalogs, grid: { region, magnitudeBins } }) };
    },
  };
}

function cardOf({ minimumMagnitude, taper, background, magnitude, shortTermIncompleteness, finiteSources, sequenceProductivity, catalogs, sealCatalogs, parameterUncertainty }: EtasOptions): ModelCard {
  return {
    title: "ETAS",
    authors: ["quakegate"],
    method:
      `Every event of at least magnitude ${minimumMagnitude === "completeness" ? "of completeness" : minimumMagnitude} triggers others: K e^(α(m − M0)) of them, by the Omori–Utsu law${taper ? " with an exponential taper" : ""} in time ` +
      `and a power law in distance that widens with magnitude, over a background. All parameters are fitted together by direct maximum likelihood, with the triggered rate integrated over the region; the background is smoothed from the events themselves, ` +
      `each by its probability to be background (kernels as wide as the distance to ${neighbourInWords(background.neighbours)}, at least ${background.minimumDistanceKm} km; a share of ${background.uniformFraction} spread evenly), in turn with the fit until neither moves; ${declusteredShareInWords(background.declusteredShare)}. ` +
      (shortTermIncompleteness === "blind-time" ? "Each event hides all others of the region for a time that is fitted. " : "") +
      (shortTermIncompleteness === "helmstetter" ? "Events after large ones count only above the magnitude from which they are all known, M − 4.5 − 0.75 log10(days). " : "") +
      finiteSourcesInWords(finiteSources) +
      sequenceProductivityInWords(sequenceProductivity) +
      `Magnitudes follow Gutenberg–Richter with b ${magnitude.b === "estimate" ? "estimated" : `= ${magnitude.b}`}, truncated at ${magnitude.maximumMagnitude}. Expected counts are exact for background and direct aftershocks, averaged over simulations for later ones.` +
      (sealCatalogs ? ` ${catalogs} simulated catalogs are sealed with them${parameterUncertainty ? ", each with parameters drawn by their errors" : ""}.` : ""),
    dataUsed: "Nothing besides the history.",
    licence: "MIT",
    citations: [
      "Ogata, Y. (1998). Space-time point-process models for earthquake occurrences. Annals of the Institute of Statistical Mathematics, 50(2), 379–402.",
      "Zhuang, J., Ogata, Y., & Vere-Jones, D. (2002). Stochastic declustering of space-time earthquake occurrences. Journal of the American Statistical Association, 97(458), 369–380.",
      ...(finiteSources === null ? [] : [FINITE_SOURCES_CITATION]),
      "Helmstetter, A., Kagan, Y. Y., & Jackson, D. D. (2006). Comparison of short-term and time-independent earthquake forecast models for southern California. Bulletin of the Seismological Society of America, 96(1), 90–106.",
    ],
  };
}
