import { type FigureView, figure } from "../figure.ts";
import { formatFixed, formatNumber } from "../format-number.ts";
import { formatCellMiddle, formatExtent } from "../format-place.ts";
import { cellMapSvg } from "../maps/cell-map.ts";
import type { CellField } from "../maps/cell-raster.ts";
import { sequentialScale } from "../maps/sequential-scale.ts";
import { table } from "../table.ts";
import { colourBar } from "./colour-bar.ts";
import type { EtasFitView } from "./etas-report.ts";

/** The background of a fit beside the rate of all explained events, in the same colours. */
export function backgroundFigure({ background, expected, targets }: EtasFitView): FigureView {
  const { bounds, west, south, cellSizeDegrees, ratePerYear, observedPerYear, regionId } = background;
  const withEvents = Array.from(observedPerYear.keys()).filter((cell) => observedPerYear[cell]! > 0);
  const pick = (values: Float64Array): Float64Array => Float64Array.from(withEvents, (cell) => values[cell]!);
  const field: CellField = { cellSizeDegrees, bounds, west, south, values: ratePerYear };
  const observed: CellField = { cellSizeDegrees, bounds, west: pick(west), south: pick(south), values: pick(observedPerYear) };
  const scale = sequentialScale([field.values, observed.values]);
  const highest = ratePerYear.reduce((best, value, cell) => (value > ratePerYear[best]! ? cell : best), 0);
  const place = formatCellMiddle(background, highest);
  return figure({
    id: "background-map", title: "Background and events",
    caption: `First map: the background that the fit left, events of the completeness magnitude and above a year on 1000 km². Second map: all explained events, aftershocks included, counted in the same way; hatched: none. Same colours on both. Clusters stand out on the second only; what stands out on both is lasting. Cells of ${cellSizeDegrees}°, region ${regionId}. Thin lines: coast.`,
    pictures: [
      { heading: "background", svg: cellMapSvg(field, { scale, id: "background", label: `Map of the background rate from ${formatExtent(bounds)}; highest, ${formatNumber(ratePerYear[highest]!)} a year on 1000 km², at ${place}.` }) },
      { heading: "all explained events", svg: cellMapSvg(observed, { scale, id: "observed", coastOf: "background", label: `Map of the rate of all ${targets} explained events in the same colours; ${withEvents.length} of ${west.length} cells have events.` }) },
    ],
    legend: colourBar(scale, "events a year on 1000 km²"),
    tables: [table({
      key: "background", caption: "The maps in numbers", empty: "", rows: [0],
      columns: [
        { key: "cells", label: "Cells", value: () => west.length },
        { key: "cellsWithEvents", label: "with events", value: () => withEvents.length },
        { key: "backgroundEvents", label: "Background", unit: "events expected", value: () => expected.background, text: () => formatFixed(expected.background, 1) },
        { key: "highest", label: "Highest background", unit: "a year on 1000 km²", value: () => ratePerYear[highest]! },
        { key: "place", label: "There", value: () => place },
      ],
    })],
  });
}
