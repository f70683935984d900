import { namedStream } from "../../numerics/random/named-stream.ts";
import { sampleNegativeBinomial, samplePoisson } from "../../numerics/random/samplers.ts";
import type { RandomStream } from "../../numerics/random/stream.ts";
import type { CatalogForecast, SimulatedCatalog } from "../../seismicity/catalog-forecast.ts";
import { catalogForecastOf } from "../../seismicity/compact-catalogs.ts";
import { type Forecast, griddedViewOf, totalExpectedCount } from "../../seismicity/forecast.ts";
import type { Window } from "../../seismicity/window.ts";
import { orderedDrawer } from "../consistency/bin-drawer.ts";
import type { StreamName } from "../simulation-streams.ts";
import { drawPart, type Weighted } from "./mixture-law.ts";

/** Catalogs of a mixture whose parts have none of their own. */
const CATALOGS = 10_000;

/**
 * A mixture as simulated catalogs: catalog i is, whole, one of a part that is drawn by its share: the part's own i-th catalog where it was sealed
 * with catalogs, else drawn from what it says of numbers and bins. Within a bin nothing is known: place, magnitude (of the open last bin too, as if it were
 * as wide as the others) and time are drawn evenly. As many as the first part with catalogs has, else 10,000.
 *
 * @param seedNames of the random streams, one a catalog: the same names, the same catalogs
 */
export function mixtureCatalogs(mixture: readonly Weighted<Forecast>[], window: Pick<Window, "start" | "end">, seedNames: StreamName): CatalogForecast {
  const own = mixture.flatMap(({ part }) => (part.kind === "catalogs" ? [part.catalogs.offsets.length - 1] : []));
  const count = own[0] ?? CATALOGS;
  return {
    kind: "catalogs",
    name: "mixture",
    statedCount: count,
    *catalogs(): Generator<SimulatedCatalog> {
      const sources = mixture.map(({ share, part }) => ({ share, catalogAt: catalogsOf(part, window) }));
      for (let index = 0; index < count; index++) {
        const stream = namedStream(...seedNames, index);
        yield { ...drawPart(sources, stream).catalogAt(index, stream), index };
      }
    },
  };
}

type CatalogAt = (index: number, stream: RandomStream) => SimulatedCatalog;

function catalogsOf(forecast: Forecast, window: Pick<Window, "start" | "end">): CatalogAt {
  if (forecast.kind !== "catalogs") return drawnCatalogs(forecast, window);
  const catalogs = [...catalogForecastOf("own", forecast.catalogs).catalogs()];
  return (index) => catalogs[index % catalogs.length]!;
}

function drawnCatalogs(forecast: Exclude<Forecast, { kind: "catalogs" }>, { start, end }: Pick<Window, "start" | "end">): CatalogAt {
  const { region, magnitudeBins, expectedCounts } = griddedViewOf(forecast);
  const mean = totalExpectedCount(griddedViewOf(forecast));
  const binCount = magnitudeBins.lowerEdges.length;
  const drawer = mean > 0 ? orderedDrawer(expectedCounts) : undefined;
  const overdispersed = forecast.kind === "counts" && forecast.numberVariance > mean && mean > 0 ? forecast.numberVariance : undefined;
  return (index, stream) => {
    const length = overdispersed === undefined ? samplePoisson(stream, mean) : sampleNegativeBinomial(stream, mean, overdispersed);
    const bins = length === 0 || drawer === undefined ? new Int32Array(0) : drawer.draw(stream, length).slice(0, length);
    const between = (low: number, high: number): number => low + stream.nextDouble() * (high - low);
    const cellOf = (place: number): number => Math.floor(bins[place]! / binCount);
    const drawn = (value: (place: number) => number): Float64Array => Float64Array.from({ length }, (_, place) => value(place));
    return {
      index, length, depthsKm: new Float64Array(length).fill(NaN),
      times: drawn(() => between(start, end)),
      longitudes: drawn((place) => between(region.west[cellOf(place)]!, region.east[cellOf(place)]!)),
      latitudes: drawn((place) => between(region.south[cellOf(place)]!, region.north[cellOf(place)]!)),
      magnitudes: drawn((place) => { const lower = magnitudeBins.lowerEdges[bins[place]! % binCount]!; return between(lower, lower + magnitudeBins.width); }),
    };
  };
}
