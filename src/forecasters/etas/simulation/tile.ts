/** Side of the squares in which neighbouring events are taken together. */
const TILE_DEGREES = 0.1;

/** Number of the square that a place lies in; squares are numbered column by column. */
export function tileOf(longitude: number, latitude: number): number {
  // Longitudes reach from −180 to 360: at most 5400 columns.
  return Math.floor(longitude / TILE_DEGREES) * 10_000 + Math.floor(latitude / TILE_DEGREES);
}
