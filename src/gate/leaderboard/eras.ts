/** Consecutive windows of the board, [from, to). */
export interface Era {
  readonly id: "since-launch" | "last-year" | "common";
  readonly from: number;
  readonly to: number;
}

/**
 * The eras a leaderboard shows: all settled windows, the last 52, and those since the last of the ranked models joined.
 *
 * @param settled number of settled windows since launch.
 * @param joined first window of each ranked model.
 */
export function eras(settled: number, joined: readonly number[], lastWindows = 52): Era[] {
  return [
    { id: "since-launch", from: 0, to: settled },
    { id: "last-year", from: Math.max(0, settled - lastWindows), to: settled },
    { id: "common", from: Math.min(settled, Math.max(0, ...joined)), to: settled },
  ];
}
