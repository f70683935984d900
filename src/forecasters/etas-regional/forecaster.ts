import type { Forecaster, ModelCard } from "../contract.ts";
import { declusteredShareInWords, FINITE_SOURCES_CITATION, finiteSourcesInWords, neighbourInWords, sequenceProductivityInWords } from "../etas/card-words.ts";
import { knownProductivity } from "../etas/known-sequences.ts";
import { GENERIC_REGIMES_CITATION } from "../etas/pooling/generic-regimes.ts";
import { catalogsToSeal } from "../etas/simulation/catalogs-to-seal.ts";
import { forecasterVersion } from "../version.ts";
import { regionalExpectedCounts } from "./expected-counts.ts";
import { fitRegionalEtas } from "./fit-tiles.ts";
import { describeRegionalFit, readRegionalFit } from "./fitted.ts";
import { type EtasRegionalOptions, wholeRegionOptions } from "./options.ts";
import { knownTiles, tileSimulations } from "./tile-simulations.ts";

const CODE_VERSION = "3.1.2";

/**
 * ETAS with parameters that differ from tile to tile, each tile's own estimates shrunk towards a regional prior by a weight that rises
 * with its number of events. Expected counts are sealed with simulated catalogs; in both, later generations keep the parameters of the tile that they come from.
 */
export function etasRegionalForecaster(id: string, options: EtasRegionalOptions): Forecaster {
  const version = forecasterVersion(CODE_VERSION, options);
  return {
    id,
    version,
    card: cardOf(options),
    fit: async (training) => ({ forecasterId: id, forecasterVersion: version, fittedAt: training.asOf, parameters: describeRegionalFit(fitRegionalEtas(training, options), training.region.id, options) }),
    forecast: async (request) => {
      const { history, asOf, region, magnitudeBins, window, seedNames } = request;
      const fitted = readRegionalFit(id, version, request, options);
      const tiles = tileSimulations({ ...fitted, productivityFactors: knownProductivity(request, wholeRegionOptions(options), knownTiles(fitted, history)), history, asOf, finiteSources: options.finiteSources, start: window.start, end: window.end, region, seedNames });
      const view = regionalExpectedCounts(tiles, { region, magnitudeBins }, options.draws);
      if (!options.sealCatalogs) return view;
      const [first, ...others] = tiles;
      return { kind: "catalogs", view, catalogs: catalogsToSeal({ ...first!, others, count: options.catalogs, grid: { region, magnitudeBins } }) };
    },
  };
}

function cardOf({ tiles, shrinkage, regimes, defaultRegime, minimumMagnitude, taper, background, magnitude, shortTermIncompleteness, finiteSources, sequenceProductivity, draws, catalogs, sealCatalogs }: EtasRegionalOptions): ModelCard {
  const priors = { whole: "the fit to the whole region", regime: "the mean of the tiles of the same tectonic regime", published: "the published values of the tile's tectonic regime" };
  return {
    title: "Regional ETAS",
    authors: ["quakegate"],
    method:
      `Space–time ETAS above magnitude ${minimumMagnitude === "completeness" ? "of completeness" : minimumMagnitude}${taper ? ", aftershock times with an exponential taper" : ""}, fitted first to the whole region with a background by stochastic declustering (kernels as wide as the distance to ${neighbourInWords(background.neighbours)}; ${declusteredShareInWords(background.declusteredShare)}). ` +
      `In squares of ${tiles.degrees}° with at least ${tiles.minimumTargets} targets, ${shrinkage.parameters.join(", ")} are fitted anew to the events that the square owns, those within ${tiles.haloKm} km triggering too, all else held at the region's. ` +
      `Each estimate is shrunk towards ${priors[shrinkage.prior]} with weight T/(T + V), V its own variance and T the variance between squares (${shrinkage.prior === "published" ? "published" : shrinkage.between}${shrinkage.covariance === "full" ? ", with covariances" : ""}); squares without a usable fit have the prior, and those whose parameters would feed themselves without end the prior's b, parameters or both; all are named. ` +
      `The background rate is each square's own. ${magnitude.b === "estimate" ? "b is estimated and shrunk likewise" : `b = ${magnitude.b}`}; magnitudes end at ${magnitude.maximumMagnitude}${regimes.length > 0 ? `, in the regimes ${[...new Set(regimes.map(({ name }) => name))].join(", ")} at the regime's` : ""}. ` +
      (shrinkage.prior === "published" ? `Where no regime is given, ${defaultRegime} holds. ` : "") +
      (shortTermIncompleteness === "helmstetter" ? "Events after large ones count only above the magnitude from which they are all known, M − 4.5 − 0.75 log10(days). " : "") +
      finiteSourcesInWords(finiteSources) +
      sequenceProductivityInWords(sequenceProductivity) +
      `Expected counts are exact for background and direct aftershocks, averaged over ${draws} draws a square for later generations, which keep the parameters of the square that they come from.` +
      (sealCatalogs ? ` ${catalogs} simulated catalogs are sealed with them.` : ""),
    dataUsed: "Nothing besides the history.",
    licence: "MIT",
    citations: [
      "Ogata, Y. (1998). Space-time point-process models for earthquake occurrences. Annals of the Institute of Statistical Mathematics, 50(2), 379–402.",
      "Zhuang, J., Ogata, Y., & Vere-Jones, D. (2002). Stochastic declustering of space-time earthquake occurrences. Journal of the American Statistical Association, 97(458), 369–380.",
      ...(finiteSources === null ? [] : [FINITE_SOURCES_CITATION]),
      "Morris, C. N. (1983). Parametric empirical Bayes inference: Theory and applications. Journal of the American Statistical Association, 78(381), 47–55.",
      "Kass, R. E., & Steffey, D. (1989). Approximate Bayesian inference in conditionally independent hierarchical models (parametric empirical Bayes models). Journal of the American Statistical Association, 84(407), 717–726.",
      ...(shrinkage.prior === "published" ? [GENERIC_REGIMES_CITATION] : []),
    ],
  };
}
