/** A closed ring in a plane; the last edge back to the first corner is implied. */
type PlaneRing = readonly (readonly [xKm: number, yKm: number])[];

/**
 * The ring with as few of its corners as leave none of the others farther than `toleranceKm` from it (Ramer 1972; Douglas & Peucker
 * 1973), from its first corner and the one farthest from that.
 */
export function simplifyRing(ring: PlaneRing, toleranceKm: number): PlaneRing {
  if (ring.length < 4) return ring;
  const [first] = ring;
  const far = ring.reduce((best, point, index) => (distance(point, first!) > distance(ring[best]!, first!) ? index : best), 0);
  const keep = new Uint8Array(ring.length);
  keep[0] = keep[far] = 1;
  const pending: [number, number][] = [[0, far], [far, ring.length]];
  for (let span = pending.pop(); span !== undefined; span = pending.pop()) {
    const [from, to] = span;
    const end = ring[to % ring.length]!;
    let worst = -1;
    let farthest = toleranceKm;
    for (let index = from + 1; index < to; index++) {
      const away = distanceToSegment(ring[index]!, ring[from]!, end);
      if (away > farthest) [worst, farthest] = [index, away];
    }
    if (worst < 0) continue;
    keep[worst] = 1;
    pending.push([from, worst], [worst, to]);
  }
  return ring.filter((_, index) => keep[index] === 1);
}

function distance([x0, y0]: readonly [number, number], [x1, y1]: readonly [number, number]): number {
  return Math.hypot(x1 - x0, y1 - y0);
}

function distanceToSegment(point: readonly [number, number], from: readonly [number, number], to: readonly [number, number]): number {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length2 = dx * dx + dy * dy;
  const along = length2 === 0 ? 0 : Math.min(1, Math.max(0, ((point[0] - from[0]) * dx + (point[1] - from[1]) * dy) / length2));
  return distance(point, [from[0] + along * dx, from[1] + along * dy]);
}
