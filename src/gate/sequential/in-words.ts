/** Three significant digits with a true minus sign. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "\u2212∞" : "undefined";
  return String(Number(value.toPrecision(3))).replace("-", "\u2212");
}

/** An e-value from its logarithm; beyond a million with a power of ten. */
export function eValue(logE: number): string {
  if (logE === -Infinity) return "0";
  if (logE === Infinity) return "∞";
  const decades = logE / Math.LN10;
  if (Math.abs(decades) < 6) return figure(Math.exp(logE));
  const exponent = Math.floor(decades);
  const mantissa = figure(Math.exp((decades - exponent) * Math.LN10));
  return `${mantissa} × 10${superscript(exponent)}`;
}

function superscript(exponent: number): string {
  return [...String(exponent)].map((digit) => (digit === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]!)).join("");
}

/** Up to which window something rests on settled ones; −1 stands for none. */
export function throughInWords(throughWindow: number): string {
  return throughWindow < 0 ? "no window settled yet" : `through window ${throughWindow}`;
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
