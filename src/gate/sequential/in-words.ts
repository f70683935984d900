/** Three significant digits with a true minus sign. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "\u2212∞" : "undefined";
  return String(Number(value.toPrecision(3))).replace("-", "\u2212");
}

/** An e-value from its logarithm; beyond a million as a power of ten. */
export function eValue(logE: number): string {
  if (logE === -Infinity) return "0";
  const decades = logE / Math.LN10;
  return Math.abs(decades) < 6 ? figure(Math.exp(logE)) : `10^${figure(decades)}`;
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
