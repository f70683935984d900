import type { EtasOptions } from "./options.ts";

/** Where the idea of finite sources is from. */
export const FINITE_SOURCES_CITATION = "Guo, Y., Zhuang, J., & Hirata, N. (2015). An improved space-time ETAS model for inverting the rupture geometry from seismicity triggering. Journal of Geophysical Research: Solid Earth, 120(5), 3309–3323.";

/** How large events trigger. */
export function finiteSourcesInWords(finiteSources: EtasOptions["finiteSources"]): string {
  return finiteSources === null
    ? "Triggering is alike in all directions: right after a large event it is too narrow along the rupture. "
    : `Events of magnitude ${finiteSources.fromMagnitude} or more trigger about their epicentre at first, and with weight n/(n + ${finiteSources.epicentreCountsAs}) about the n aftershocks that they have had within three rupture lengths, where those of the later half of that time were. `;
}

/** How productive single past events are. */
export function sequenceProductivityInWords(rule: EtasOptions["sequenceProductivity"]): string {
  return rule === null ? "" : `Of past events that are expected to have at least one direct aftershock in all time, each has (${rule.countsAs} + n)/(${rule.countsAs} + e) times as many as its magnitude says, where it was expected to have e so far and had n by stochastic declustering. `;
}

/** The neighbour whose distance is a kernel's width. */
export function neighbourInWords(neighbours: EtasOptions["background"]["neighbours"]): string {
  return neighbours === "choose" ? "the neighbour by which the earlier background forecasts the later best" : `neighbour ${neighbours}`;
}

/** What the map of the declustered catalog is to the background. */
export function declusteredShareInWords(share: EtasOptions["background"]["declusteredShare"]): string {
  return share === "choose" ? "mixed with the smoothed map of the declustered catalog by the share that forecasts the later background best" : `a share of ${share} is the smoothed map of the declustered catalog`;
}
