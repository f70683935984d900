/** A closed ring of [longitude, latitude] vertices; the last edge back to the first is implied. */
export type Ring = readonly (readonly [longitude: number, latitude: number])[];

/** Even–odd rule; points on the lower or left boundary count as inside, on the upper or right as outside. */
export function pointInRing(longitude: number, latitude: number, ring: Ring): boolean {
  let inside = false;
  for (let index = 0, previous = ring.length - 1; index < ring.length; previous = index++) {
    const [x1, y1] = ring[index]!;
    const [x2, y2] = ring[previous]!;
    if (y1 > latitude !== y2 > latitude && longitude < ((x2 - x1) * (latitude - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}
