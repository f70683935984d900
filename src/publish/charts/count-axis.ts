/** Ticks of a square-root axis of counts from 0: round numbers that lie at least `gap` (share of the axis) apart. */
export function countTicks(largest: number, gap = 0.09): number[] {
  const top = Math.max(1, largest);
  const ticks = [0];
  for (let decade = 1; decade <= top; decade *= 10) {
    for (const step of [1, 2, 5]) {
      const value = decade * step;
      if (value <= top && Math.sqrt(value / top) - Math.sqrt(ticks.at(-1)! / top) >= gap) ticks.push(value);
    }
  }
  return ticks;
}
