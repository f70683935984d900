import { groupBy } from "../numerics/group-by.ts";
import { InputError } from "./input-error.ts";
import type { Ring } from "./polygon.ts";
import type { Region } from "./region.ts";

/**
 * The boundary of a grid region as closed rings of cell corners: outer ones counterclockwise, holes clockwise. Cells that touch at
 * a corner only are taken as apart there.
 *
 * @throws InputError for a quadtree, whose neighbouring cells need not share whole sides
 */
export function regionOutline({ id, cellCount, quadkeys, west, south, east, north }: Region): Ring[] {
  if (quadkeys !== undefined) throw new InputError("a quadtree has no outline of equal sides", { field: "region", value: id, expected: "a grid of cells of one size" });
  type Side = { readonly from: readonly [number, number]; readonly to: readonly [number, number] };
  const sides = new Map<string, Side>();
  const key = ([x0, y0]: readonly [number, number], [x1, y1]: readonly [number, number]): string => `${corner(x0)} ${corner(y0)} ${corner(x1)} ${corner(y1)}`;
  for (let cell = 0; cell < cellCount; cell++) {
    const corners = [[west[cell]!, south[cell]!], [east[cell]!, south[cell]!], [east[cell]!, north[cell]!], [west[cell]!, north[cell]!]] as const;
    corners.forEach((from, side) => {
      const to = corners[(side + 1) % 4]!;
      // The side that a neighbour runs along the other way is inside the region.
      if (!sides.delete(key(to, from))) sides.set(key(from, to), { from, to });
    });
  }
  const at = ([x, y]: readonly [number, number]): string => `${corner(x)} ${corner(y)}`;
  const leaving = groupBy(sides.values(), ({ from }) => at(from));
  const rings: Ring[] = [];
  for (const first of sides.values()) {
    if (!(leaving.get(at(first.from)) ?? []).includes(first)) continue;
    const ring: (readonly [number, number])[] = [];
    for (let side = first; ; ) {
      const others = leaving.get(at(side.from))!;
      others.splice(others.indexOf(side), 1);
      ring.push(side.from);
      const next = leaving.get(at(side.to))!;
      if (next.length === 0) break;
      side = next.length === 1 ? next[0]! : leftmost(side, next);
    }
    rings.push(ring);
  }
  return rings;
}

const corner = (degrees: number): number => Math.round(degrees * 1e6);

/** Where two cells touch at a corner the boundary turns left, back along the cell it came by. */
function leftmost<S extends { readonly from: readonly [number, number]; readonly to: readonly [number, number] }>(along: S, next: readonly S[]): S {
  const [dx, dy] = [along.to[0] - along.from[0], along.to[1] - along.from[1]];
  const turn = ({ from, to }: S): number => dx * (to[1] - from[1]) - dy * (to[0] - from[0]);
  return next.reduce((best, side) => (turn(side) > turn(best) ? side : best));
}
