/** CPU milliseconds (user and system, all threads) that a call takes: the first call, and the median of later ones. */
export interface CpuTime {
  readonly firstMs: number;
  readonly medianMs: number;
}

export function cpuTime(run: () => unknown, repeats = 7): CpuTime {
  const firstMs = once(run);
  const later = Array.from({ length: repeats }, () => once(run)).sort((a, b) => a - b);
  return { firstMs, medianMs: later[Math.floor(repeats / 2)] };
}

function once(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Rows of equal length as a table with aligned columns, the first row its head. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join("  ")).join("\n");
}
