import { type FigureView, figure } from "../figure.ts";
import { formatCount, formatNumber } from "../format-number.ts";
import { formatCellMiddle, formatExtent } from "../format-place.ts";
import { cellMapSvg } from "../maps/cell-map.ts";
import type { CellField } from "../maps/cell-raster.ts";
import { divergingScale, linearSteps } from "../maps/diverging-scale.ts";
import { sequentialScale } from "../maps/sequential-scale.ts";
import { table } from "../table.ts";
import { colourBar } from "./colour-bar.ts";
import type { EtasForecastView } from "./etas-forecast-report.ts";
import { magnitudeText } from "./frequency-magnitude-figure.ts";

/** Events expected in the window beside those of the long term, in the same colours, and how many times these they are. */
export function forecastMaps({ region, cells, lowestMagnitude, expected }: EtasForecastView): FigureView[] {
  const { west, south, bounds, cellSizeDegrees, areasKm2 } = region;
  const field = (of: (cell: EtasForecastView["cells"][number]) => number): CellField => ({ cellSizeDegrees, bounds, west, south, values: Float64Array.from(cells, of) });
  const forecast = field((cell) => (1000 * cell.expected) / areasKm2[cell.cell]!);
  const longTerm = field((cell) => (1000 * cell.longTermExpected) / areasKm2[cell.cell]!);
  const ratio = field((cell) => cell.expected / cell.longTermExpected);
  const powers: CellField = { ...ratio, values: Float64Array.from(ratio.values, (value) => Math.log(value) / Math.LN10) };
  const scale = sequentialScale([forecast.values, longTerm.values]);
  const ratioScale = divergingScale(linearSteps([powers.values]));
  const extremes = (values: ArrayLike<number>): [lowest: number, highest: number] => cells.reduce<[number, number]>(([low, high], { cell }) => [values[cell]! < values[low]! ? cell : low, values[cell]! > values[high]! ? cell : high], [0, 0]);
  const place = (cell: number): string => formatCellMiddle(region, cell);
  const [, most] = extremes(forecast.values);
  const [, mostLongTerm] = extremes(longTerm.values);
  const [least, greatest] = extremes(ratio.values);
  const magnitude = magnitudeText(lowestMagnitude);
  return [
    figure({
      id: "expected-map", title: "Events expected",
      caption: `First map: events of magnitude ${magnitude} and above expected in the window on 1000 km². Second map: in a window as long without knowledge of what happened lately. Same colours on both, the palest also for all that is less. Cells of ${cellSizeDegrees}°, region ${region.id}. Thin lines: coast.`,
      pictures: [
        { heading: "forecast", svg: cellMapSvg(forecast, { scale, id: "forecast", label: `Map of events expected from ${formatExtent(bounds)}; most, ${formatNumber(forecast.values[most]!)} on 1000 km², at ${place(most)}.` }) },
        { heading: "long term", svg: cellMapSvg(longTerm, { scale, id: "long-term", coastOf: "forecast", label: `Map of events expected in the long term in the same colours; most, ${formatNumber(longTerm.values[mostLongTerm]!)} on 1000 km², at ${place(mostLongTerm)}.` }) },
      ],
      legend: colourBar(scale, "events on 1000 km² in the window"),
      tables: [table({
        key: "expectedMap", caption: "The maps in numbers", empty: "", rows: [0],
        columns: [
          { key: "cells", label: "Cells", value: () => cells.length, text: () => formatCount(cells.length) },
          { key: "expected", label: "Expected", unit: "events", value: () => expected.total },
          { key: "longTerm", label: "Long term", unit: "events", value: () => expected.longTerm },
          { key: "most", label: "Most", unit: "on 1000 km²", value: () => forecast.values[most]! },
          { key: "place", label: "There", value: () => place(most) },
        ],
      })],
    }),
    figure({
      id: "ratio-map", title: "Against the long term",
      caption: "How many times the long term the forecast is, in powers of ten: blue more, ochre less. Sequences under way stand out; quiet places are often below, since a mean rate has the sequences of the past in it.",
      pictures: [{ heading: "", svg: cellMapSvg(powers, { scale: ratioScale, id: "ratio", coastOf: "forecast", label: `Map of the forecast over the long term; highest, ${formatNumber(ratio.values[greatest]!)}, at ${place(greatest)}; lowest, ${formatNumber(ratio.values[least]!)}, at ${place(least)}.` }) }],
      legend: colourBar(ratioScale, "log10 of the forecast over the long term; 0: alike"),
      tables: [table({
        key: "ratioMap", caption: "The map in numbers", empty: "", rows: [0],
        columns: [
          { key: "highest", label: "Highest", unit: "times the long term", value: () => ratio.values[greatest]! },
          { key: "highestPlace", label: "There", value: () => place(greatest) },
          { key: "lowest", label: "Lowest", unit: "times the long term", value: () => ratio.values[least]! },
          { key: "lowestPlace", label: "There", value: () => place(least) },
          { key: "region", label: "Region", unit: "times the long term", value: () => expected.total / expected.longTerm },
        ],
      })],
    }),
  ];
}
