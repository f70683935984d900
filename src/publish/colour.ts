/** Linear RGB, each in [0, 1]. */
type LinearRgb = readonly [number, number, number];

/** WCAG 2 contrast ratio of two `#rrggbb` colours, in [1, 21]. */
export function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** The colour mixed with white, in steps of 2 %, until it stands out from `background` by `ratio`: hue kept, lightness raised. */
export function lightenUntil(colour: string, background: string, ratio: number): string {
  for (let share = 0; share < 1; share += 0.02) {
    const lighter = mixWithWhite(colour, share);
    if (contrast(lighter, background) >= ratio) return lighter;
  }
  return "#ffffff";
}

/** `#rrggbb` of an OKLCH colour (Ottosson 2020), clipped to sRGB. Lightness in [0, 1], hue in degrees. */
export function oklchToHex(lightness: number, chroma: number, hueDegrees: number): string {
  const hue = (hueDegrees * Math.PI) / 180;
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const cube = (x: number): number => x * x * x;
  const l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
  const m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
  const s = cube(lightness - 0.0894841775 * a - 1.291485548 * b);
  return toHex([
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]);
}

/** The three bytes of `#rrggbb`. */
export function rgbBytes(colour: string): [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function luminance(colour: string): number {
  const [red, green, blue] = rgbBytes(colour).map((byte) => {
    const share = byte / 255;
    return share <= 0.04045 ? share / 12.92 : Math.exp(2.4 * Math.log((share + 0.055) / 1.055));
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mixWithWhite(colour: string, share: number): string {
  return `#${rgbBytes(colour).map((byte) => hexByte(byte + (255 - byte) * share)).join("")}`;
}

function toHex(linear: LinearRgb): string {
  const encode = (x: number): number => (x <= 0.0031308 ? 12.92 * x : 1.055 * Math.exp(Math.log(x) / 2.4) - 0.055);
  return `#${linear.map((x) => hexByte(255 * encode(Math.min(1, Math.max(0, x))))).join("")}`;
}

function hexByte(value: number): string {
  return Math.round(value).toString(16).padStart(2, "0");
}
