/** The known name with the smallest edit distance to a misspelt one; the first of equals. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let smallest = Infinity;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < smallest) [best, smallest] = [candidate, distance];
  }
  return best;
}

/** The nearest known name where it is near: one letter in three is another, missing, too many or changed places with its neighbour, or one name starts the other. */
export function nearName(name: string, known: readonly string[]): string | undefined {
  const started = known.find((candidate) => isStart(name.toLowerCase(), candidate.toLowerCase()));
  const nearest = nearestName(name, known);
  if (nearest === undefined) return undefined;
  const allowed = Math.max(1, Math.floor(Math.max(name.length, nearest.length) / 3));
  return editDistance(name.toLowerCase(), nearest.toLowerCase()) <= allowed ? nearest : started;
}

const SHORTEST_START = 3;

function isStart(a: string, b: string): boolean {
  return Math.min(a.length, b.length) >= SHORTEST_START && (a.startsWith(b) || b.startsWith(a));
}

/** Letters to put in, take out or change, and neighbours to swap. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const change = previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1] ? beforeLast[column - 2]! + 1 : Infinity;
      current.push(Math.min(change, swapped, previous[column]! + 1, current[column - 1]! + 1));
    }
    [beforeLast, previous] = [previous, current];
  }
  return previous[b.length]!;
}
