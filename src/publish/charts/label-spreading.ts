/**
 * Positions for labels beside the given values, in the same order, moved up or down only as far as needed to lie at
 * least `gap` apart.
 */
export function spreadLabels(values: readonly number[], gap: number): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]!);
  const blocks: { centre: number; members: number[] }[] = [];
  for (const index of order) {
    let block = { centre: values[index]!, members: [index] };
    for (let last = blocks.at(-1); last !== undefined && block.centre - last.centre < (gap * (block.members.length + last.members.length)) / 2; last = blocks.at(-1)) {
      blocks.pop();
      const members = [...last.members, ...block.members];
      const centre = (last.centre * last.members.length + block.centre * block.members.length) / members.length;
      block = { centre, members };
    }
    blocks.push(block);
  }
  const placed = new Array<number>(values.length);
  for (const { centre, members } of blocks) {
    members.forEach((index, place) => (placed[index] = centre + gap * (place - (members.length - 1) / 2)));
  }
  return placed;
}
