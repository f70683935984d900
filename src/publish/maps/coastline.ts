import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { mesh } from "topojson-client";
import type { BoundingBox } from "../../seismicity/region.ts";
import type { MapFrame } from "./map-frame.ts";

type Point = readonly [number, number];
type Topology = Parameters<typeof mesh>[0];

let world: readonly (readonly Point[])[] | undefined;

/** SVG path data of the coast (Natural Earth 1:50 million, public domain) within the frame, to a tenth of a pixel. */
export function coastlinePath(frame: MapFrame): string {
  const lines = [-360, 0, 360].flatMap((shift) => coast().flatMap((line) => clipLine(line, shift, frame.bounds)));
  const place = ([longitude, latitude]: Point): string => `${tenth(frame.x(longitude))},${tenth(frame.y(latitude))}`;
  return lines.map((line) => `M${simplify(line.map(place)).join("L")}`).join("");
}

function coast(): readonly (readonly Point[])[] {
  if (world === undefined) {
    const file = createRequire(import.meta.url).resolve("world-atlas/land-50m.json");
    world = mesh(JSON.parse(readFileSync(file, "utf8")) as Topology).coordinates as unknown as Point[][];
  }
  return world;
}

/** The pieces of a line inside the box, segment by segment (Liang & Barsky 1984). */
function clipLine(line: readonly Point[], shift: number, box: BoundingBox): Point[][] {
  const pieces: Point[][] = [];
  let open: Point[] | undefined;
  for (let index = 1; index < line.length; index++) {
    const from: Point = [line[index - 1]![0] + shift, line[index - 1]![1]];
    const to: Point = [line[index]![0] + shift, line[index]![1]];
    const inside = crossesSeam(line[index - 1]!, line[index]!) ? undefined : clipSegment(from, to, box);
    if (inside === undefined) {
      open = undefined;
      continue;
    }
    if (open === undefined || inside.start > 0) pieces.push((open = [at(from, to, inside.start)]));
    open.push(at(from, to, inside.end));
    if (inside.end < 1) open = undefined;
  }
  return pieces;
}

/** The file cuts land at 180°: what jumps across or runs along that meridian is no coast. */
function crossesSeam([x0]: Point, [x1]: Point): boolean {
  return Math.abs(x1 - x0) > 180 || (Math.abs(x0) >= 179.999 && Math.abs(x1) >= 179.999);
}

function clipSegment([x0, y0]: Point, [x1, y1]: Point, box: BoundingBox): { start: number; end: number } | undefined {
  let start = 0;
  let end = 1;
  const sides = [[x0 - x1, x0 - box.west], [x1 - x0, box.east - x0], [y0 - y1, y0 - box.south], [y1 - y0, box.north - y0]] as const;
  for (const [direction, distance] of sides) {
    if (direction === 0 && distance < 0) return undefined;
    if (direction < 0) start = Math.max(start, distance / direction);
    if (direction > 0) end = Math.min(end, distance / direction);
  }
  return start < end ? { start, end } : undefined;
}

function at([x0, y0]: Point, [x1, y1]: Point, share: number): Point {
  return [x0 + share * (x1 - x0), y0 + share * (y1 - y0)];
}

/** Leaves out points that fall on the pixel before them. */
function simplify(points: readonly string[]): string[] {
  return points.filter((point, index) => index === 0 || point !== points[index - 1]);
}

function tenth(value: number): string {
  return String(Math.round(value * 10) / 10);
}
