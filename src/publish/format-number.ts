/** A minus sign as typeset (U+2212). */
export const MINUS = "\u2212";
/** Groups thousands; narrow and without a line break (U+202F). */
export const THIN_SPACE = "\u202F";

/**
 * Three significant digits with a real minus sign and thin grouping; powers of ten outside 10⁻⁴…10⁶. Infinities are
 * `∞`, and NaN, a value that is not defined, is an en dash.
 */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "–";
  if (value === 0) return "0";
  const sign = value < 0 ? MINUS : "";
  const magnitude = Math.abs(value);
  if (magnitude === Infinity) return `${sign}∞`;
  if (magnitude < 1e-4 || magnitude >= 999_500) return sign + scientific(magnitude);
  const digits = magnitude >= 999.5 ? groupThousands(Number(magnitude.toPrecision(3))) : plainPrecision(magnitude);
  return sign + digits;
}

/** As {@link formatNumber}, with a plus sign before positive values. */
export function formatSigned(value: number): string {
  return value > 0 ? `+${formatNumber(value)}` : formatNumber(value);
}

/** A whole number exactly, grouped: `12 345`. */
export function formatCount(value: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  return (value < 0 ? MINUS : "") + groupThousands(Math.round(Math.abs(value)));
}

/** `[0.12, 0.50]`. */
export function formatInterval(lower: number, upper: number): string {
  return `[${formatNumber(lower)}, ${formatNumber(upper)}]`;
}

/** `[24, 47]`, an interval of whole numbers. */
export function formatCountInterval(lower: number, upper: number): string {
  return `[${formatCount(lower)}, ${formatCount(upper)}]`;
}

/** `+0.310 nats/event [0.120, 0.500], n = 214`. */
export function formatGain(gain: { readonly gain: number; readonly lower: number; readonly upper: number; readonly events: number }): string {
  return `${formatSigned(gain.gain)} nats/event ${formatInterval(gain.lower, gain.upper)}, n = ${formatCount(gain.events)}`;
}

/** `+0.310 [0.120, 0.500]`. */
export function formatGainInterval(gain: number, lower: number, upper: number): string {
  return `${formatSigned(gain)} ${formatInterval(lower, upper)}`;
}

/** A fixed number of decimals with a real minus sign, for coordinates and magnitudes. */
export function formatFixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/** `10⁻⁴`, for the steps of a log scale. */
export function formatPowerOfTen(exponent: number): string {
  return `10${superscript(exponent)}`;
}

function plainPrecision(magnitude: number): string {
  const text = magnitude.toPrecision(3);
  return text.includes("e") ? String(Number(text)) : text;
}

function scientific(magnitude: number): string {
  const [mantissa, exponent] = magnitude.toExponential(2).split("e") as [string, string];
  return `${mantissa} × ${formatPowerOfTen(Number(exponent))}`;
}

function superscript(exponent: number): string {
  const digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  return (exponent < 0 ? "⁻" : "") + Array.from(String(Math.abs(exponent)), (digit) => digits[Number(digit)]).join("");
}

function groupThousands(whole: number): string {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
}
