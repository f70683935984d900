import type { Catalog, EarthquakeEvent } from "../../seismicity/catalog.ts";
import type { BoundingBox } from "../../seismicity/region.ts";
import { type FigureView, figure } from "../figure.ts";
import { formatCount } from "../format-number.ts";
import { formatCellMiddle, formatExtent } from "../format-place.ts";
import { cellMapSvg } from "../maps/cell-map.ts";
import type { CellField } from "../maps/cell-raster.ts";
import { sequentialScale } from "../maps/sequential-scale.ts";
import { table } from "../table.ts";
import { colourBar } from "./colour-bar.ts";

/** Cells along the longer side, at most; cell sizes are round. */
const MOST_CELLS = 130;
const CELL_SIZES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 3, 5];
const SMALLEST_SIDE = 0.2;

/** Numbers of epicentres by cell as a map with the coast, the largest events as dots. */
export function epicentreFigure(catalog: Catalog, bounds: BoundingBox, largest: readonly EarthquakeEvent[]): FigureView {
  const field = epicentreField(catalog, bounds);
  const scale = sequentialScale([field.values]);
  const most = field.values.reduce((best, value, cell) => (value > field.values[best]! ? cell : best), 0);
  return figure({
    id: "epicentres",
    title: "Epicentres",
    caption: `Number of events in each cell of ${field.cellSizeDegrees}°, the darker the more (logarithmic steps); hatched: none listed. Black dots: the ${largest.length} largest events, larger for larger magnitude. Thin lines: coast.`,
    pictures: [{ heading: "", svg: cellMapSvg(field, { scale, id: "epicentres", events: largest, label: `Map of ${formatCount(catalog.length)} epicentres from ${formatExtent(bounds)}; most, ${formatCount(field.values[most]!)}, in the cell at ${formatCellMiddle(field, most)}.` }) }],
    legend: colourBar(scale, `events per cell of ${field.cellSizeDegrees}°`),
    tables: [table({
      key: "epicentres", caption: "The map in numbers", empty: "", rows: [0],
      columns: [
        { key: "cells", label: "Cells with events", value: () => field.values.length, text: () => formatCount(field.values.length) },
        { key: "cellSizeDegrees", label: "Cell", unit: "degrees", value: () => field.cellSizeDegrees, text: () => String(field.cellSizeDegrees) },
        { key: "most", label: "Most in one", unit: "events", value: () => field.values[most]!, text: () => formatCount(field.values[most]!) },
        { key: "place", label: "There", value: () => formatCellMiddle(field, most) },
        { key: "extent", label: "Extent", value: () => formatExtent(bounds) },
      ],
    })],
  });
}

/** Cells with events, and a frame at multiples of their size about all of them. */
export function epicentreField(catalog: Catalog, { west, east, south, north }: BoundingBox): CellField {
  const widest = Math.max(east - west, north - south, SMALLEST_SIDE);
  const size = CELL_SIZES.find((candidate) => widest / candidate <= MOST_CELLS) ?? 10;
  const clean = (value: number): number => Math.round(value * 1e6) / 1e6;
  const index = (value: number): number => Math.floor(value / size + 1e-9);
  // A frame of a few cells at least, so that one place does not fill it.
  const spare = Math.max(0, Math.ceil((SMALLEST_SIDE - Math.min(east - west, north - south)) / size / 2));
  const bounds = { west: clean((index(west) - spare) * size), east: clean((index(east) + 1 + spare) * size), south: clean((index(south) - spare) * size), north: clean((index(north) + 1 + spare) * size) };
  const counts = new Map<string, number>();
  for (let event = 0; event < catalog.length; event++) {
    const longitude = catalog.longitudes[event]!;
    const inside = longitude < bounds.west ? longitude + 360 : longitude >= bounds.east ? longitude - 360 : longitude;
    const key = `${index(inside)},${index(catalog.latitudes[event]!)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const cells = [...counts].map(([key, count]) => [...key.split(",").map(Number), count] as [number, number, number]);
  return {
    cellSizeDegrees: size, bounds,
    west: Float64Array.from(cells, ([column]) => clean(column * size)),
    south: Float64Array.from(cells, ([, row]) => clean(row * size)),
    values: Float64Array.from(cells, ([, , count]) => count),
  };
}
