import { formatPowerOfTen } from "../format-number.ts";
import { escapeXml } from "../escape-xml.ts";
import type { SequentialScale } from "./sequential-scale.ts";

const STEP_WIDTH = 36;

/** The map's legend: one block a class, thresholds named at powers of ten, and the hatching of "outside the region". */
export function colourBarSvg(scale: SequentialScale, title: string, id: string): string {
  const width = scale.colours.length * STEP_WIDTH;
  const blocks = scale.colours.map((colour, index) => `<rect x="${index * STEP_WIDTH}" y="20" width="${STEP_WIDTH}" height="14" fill="${colour}"/>`);
  const labels = scale.thresholds.map((threshold, index) => {
    const exponent = Math.log10(threshold);
    const round = Math.abs(exponent - Math.round(exponent)) < 1e-9;
    const x = (index + 1) * STEP_WIDTH;
    const text = round ? `<text x="${x}" y="52" text-anchor="middle">${formatPowerOfTen(Math.round(exponent))}</text>` : "";
    return `<path d="M${x},20v${round ? 18 : 14}" stroke="var(--muted)"/>${text}`;
  });
  const hatch = `<g transform="translate(0,62)"><rect width="${STEP_WIDTH}" height="14" fill="#f2f2f2"/><rect width="${STEP_WIDTH}" height="14" fill="url(#hatch-${id})" stroke="var(--muted)"/><text x="${STEP_WIDTH + 8}" y="11">no data: outside the testing region</text></g>`;
  const box = Math.max(width + 40, 320);
  return `<svg class="colour-bar" role="img" aria-label="${escapeXml(`Colour scale: ${title}`)}" viewBox="0 0 ${box} 80" width="${box}" height="80" font-size="12" fill="var(--ink)"><text y="12">${escapeXml(title)}</text>${blocks.join("")}<rect y="20" width="${width}" height="14" fill="none" stroke="var(--muted)"/>${labels.join("")}${hatch}</svg>`;
}
