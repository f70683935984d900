import { describe, expect, it } from "vitest";
import { feedGaps } from "../../../src/observations/revisions/feed-gaps.ts";
import { DAY, HOUR, T0 } from "../events.ts";

const looks = [0, 6, 12, 18, 31, 37, 43, 43 + 24 * 40].map((hours) => T0 + hours * HOUR);
const spans = (gaps: readonly { readonly from: number; readonly to: number }[]): number[][] => gaps.map(({ from, to }) => [(from - T0) / HOUR, (to - T0) / HOUR]);

describe("gaps between looks at a feed", () => {
  it("are spacings over twice the median, or over what is stated", () => {
    expect(spans(feedGaps(looks).unwatched)).toEqual([[18, 31], [43, 43 + 24 * 40]]);
    expect(spans(feedGaps(looks, 14 * HOUR).unwatched)).toEqual([[43, 43 + 24 * 40]]);
    expect(feedGaps([T0]).unwatched).toEqual([]);
  });

  it("hold no data but for what the feed still listed after them", () => {
    expect(spans(feedGaps(looks, undefined, 30).unseen)).toEqual([[43, 43 + 24 * 10]]);
    expect(feedGaps(looks, undefined, Infinity).unseen).toEqual([]);
    // Nobody said how far back it lists: then nothing in the gap counts as seen.
    expect(spans(feedGaps(looks).unseen)).toEqual(spans(feedGaps(looks).unwatched));
    expect(feedGaps(looks, undefined, 30).unseen[0]!.to).toBe(looks.at(-1)! - 30 * DAY);
  });
});
