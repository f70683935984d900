import type { EventView } from "../model.ts";
import { formatLatitude, formatLongitude } from "../format-place.ts";
import { escapeXml } from "../escape-xml.ts";
import { type CellField, cellRaster } from "./cell-raster.ts";
import { coastlinePath } from "./coastline.ts";
import type { ColourScale } from "./colour-scale.ts";
import { type MapFrame, mapFrame, multiples, scaleBarKm } from "./map-frame.ts";

const MARGIN = { left: 46, right: 18, top: 8, bottom: 24 };
/** With its margins it fits a narrow phone. */
const LONGEST_SIDE = 262;

export interface MapOptions {
  readonly scale: ColourScale;
  readonly label: string;
  /** Unique on the page. */
  readonly id: string;
  /** Id of a map of the same bounds earlier on the page whose coastline is reused. */
  readonly coastOf?: string;
  /** Drawn as dots. */
  readonly events?: readonly EventView[];
  /** Cells drawn with an outline. */
  readonly outlined?: readonly number[];
}

/** One field as a map: raster of its cells, coast, events or outlined cells, ticks in degrees and a scale bar. */
export function cellMapSvg(field: CellField, { scale, label, id, coastOf, events = [], outlined = [] }: MapOptions): string {
  const frame = mapFrame(field.bounds, LONGEST_SIDE);
  const width = frame.width + MARGIN.left + MARGIN.right;
  const height = frame.height + MARGIN.top + MARGIN.bottom;
  const coast = coastOf === undefined ? `<path id="coast-${id}" d="${coastlinePath(frame)}" fill="none" stroke="#222222" stroke-width="0.8" stroke-opacity="0.8"/>` : `<use href="#coast-${coastOf}"/>`;
  return [
    `<svg class="map" role="img" aria-label="${escapeXml(label)}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<defs><pattern id="hatch-${id}" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M0,6L6,0" stroke="#9a9a9a" stroke-width="0.7"/></pattern></defs>`,
    `<g transform="translate(${MARGIN.left},${MARGIN.top})">`,
    `<rect width="${frame.width}" height="${frame.height}" fill="#f2f2f2"/><rect width="${frame.width}" height="${frame.height}" fill="url(#hatch-${id})"/>`,
    cellRaster(field, frame, scale),
    coast,
    outlines(field, outlined, frame),
    ...eventMarks(events, frame),
    scaleBar(frame),
    `<rect width="${frame.width}" height="${frame.height}" fill="none" stroke="var(--muted)"/>`,
    ...ticks(frame),
    `</g></svg>`,
  ].join("");
}

/** One path for all cells, thin enough to leave a cell of a few pixels its colour. */
function outlines({ west, south, cellSizeDegrees }: CellField, cells: readonly number[], frame: MapFrame): string {
  if (cells.length === 0) return "";
  const tenth = (value: number): string => String(Math.round(value * 10) / 10);
  const path = cells.map((cell) => {
    const [left, right] = [frame.x(west[cell]!), frame.x(west[cell]! + cellSizeDegrees)];
    const [top, bottom] = [frame.y(south[cell]! + cellSizeDegrees), frame.y(south[cell]!)];
    return `M${tenth(left)},${tenth(top)}H${tenth(right)}V${tenth(bottom)}H${tenth(left)}Z`;
  });
  return `<path d="${path.join("")}" fill="none" stroke="#000" stroke-width="0.7"/>`;
}

/** Small events on top, so that a large one hides none. */
function eventMarks(events: readonly EventView[], frame: MapFrame): string[] {
  return [...events]
    .sort((a, b) => b.magnitude - a.magnitude)
    .map((event) => {
      const longitude = event.longitude < frame.bounds.west ? event.longitude + 360 : event.longitude;
      return `<circle cx="${frame.x(longitude).toFixed(1)}" cy="${frame.y(event.latitude).toFixed(1)}" r="${eventRadius(event.magnitude).toFixed(1)}" fill="#000" stroke="#fff" stroke-width="1"/>`;
    });
}

/** Pixels: 2.2 at magnitude 3, 1.3 more for each unit. */
function eventRadius(magnitude: number): number {
  return Math.max(1.5, 2.2 + 1.3 * (magnitude - 3));
}

function scaleBar(frame: MapFrame): string {
  const km = scaleBarKm(frame);
  const length = (km * frame.pixelsPerKm).toFixed(1);
  const y = frame.height - 10;
  return `<g transform="translate(8,${y})"><rect x="-4" y="-18" width="${Math.max(Number(length) + 8, 60)}" height="24" fill="#fff" fill-opacity="0.85"/><path d="M0,-3V0H${length}V-3" fill="none" stroke="#000" stroke-width="1.2"/><text x="0" y="-6" font-size="11" fill="#000">${km} km</text></g>`;
}

function ticks(frame: MapFrame): string[] {
  const { bounds, tickDegrees, height } = frame;
  const decimals = tickDegrees < 1 ? 1 : 0;
  const along = multiples(tickDegrees, bounds.west, bounds.east).map((longitude) => {
    const x = frame.x(longitude).toFixed(1);
    return `<path d="M${x},${height}v4" stroke="var(--muted)"/><text x="${x}" y="${height + 16}" text-anchor="middle" font-size="11" fill="var(--muted)">${formatLongitude(longitude, decimals)}</text>`;
  });
  const up = multiples(tickDegrees, bounds.south, bounds.north).map((latitude) => {
    const y = frame.y(latitude);
    return `<path d="M0,${y.toFixed(1)}h-4" stroke="var(--muted)"/><text x="-7" y="${(y + 4).toFixed(1)}" text-anchor="end" font-size="11" fill="var(--muted)">${formatLatitude(latitude, decimals)}</text>`;
  });
  return [...along, ...up];
}
