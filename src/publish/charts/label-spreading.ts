export interface SpreadItem {
  /** Where the label's middle would best lie. */
  readonly value: number;
  /** Room that the label takes, in the units of the values. */
  readonly size: number;
}

/**
 * Middles of labels beside the given values, in the same order: moved up or down only as far as needed for none to
 * overlap another and, where there is room for all, for all to lie within `range`.
 */
export function spreadLabels(items: readonly SpreadItem[], range: readonly [number, number] = [-Infinity, Infinity]): number[] {
  const order = items.map((_, index) => index).sort((a, b) => items[a]!.value - items[b]!.value);
  const blocks: Block[] = [];
  for (const index of order) {
    let members = [index];
    for (let last = blocks.at(-1); last !== undefined && startOf(members, items, range) < last.start + last.size; last = blocks.at(-1)) {
      members = [...last.members, ...members];
      blocks.pop();
    }
    blocks.push({ members, start: startOf(members, items, range), size: sizeOf(members, items) });
  }
  const middles = new Array<number>(items.length);
  for (const { start, members } of blocks) {
    let edge = start;
    for (const index of members) {
      middles[index] = edge + items[index]!.size / 2;
      edge += items[index]!.size;
    }
  }
  return middles;
}

/** Labels that touch, from below. */
interface Block {
  readonly members: readonly number[];
  readonly start: number;
  readonly size: number;
}

function sizeOf(members: readonly number[], items: readonly SpreadItem[]): number {
  return members.reduce((total, index) => total + items[index]!.size, 0);
}

/** Lower edge of a block that leaves its members, on average, where they would best lie. */
function startOf(members: readonly number[], items: readonly SpreadItem[], [low, high]: readonly [number, number]): number {
  let below = 0;
  let sum = 0;
  for (const index of members) {
    const { value, size } = items[index]!;
    sum += value - below - size / 2;
    below += size;
  }
  return Math.max(low, Math.min(high - below, sum / members.length));
}
