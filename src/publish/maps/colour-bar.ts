import { escapeXml } from "../escape-xml.ts";
import type { ColourScale } from "./colour-scale.ts";

/** The bar fits a narrow phone. */
const WIDEST = 312;
const WIDEST_STEP = 36;
/** Pixels, of the widest common font. */
const CHARACTER_WIDTH = 6.8;

/** The map's legend: one block a class, its thresholds by their labels, and the hatching of "outside the region". */
export function colourBarSvg(scale: ColourScale, title: string, id: string): string {
  const step = Math.min(WIDEST_STEP, Math.floor(WIDEST / scale.colours.length));
  const width = scale.colours.length * step;
  const blocks = scale.colours.map((colour, index) => `<rect x="${index * step}" y="20" width="${step}" height="14" fill="${colour}"/>`);
  const labels = scale.labels.map((label, index) => {
    const x = (index + 1) * step;
    return `<path d="M${x},20v${label === "" ? 14 : 18}" stroke="var(--muted)"/>${label === "" ? "" : `<text x="${x}" y="52" text-anchor="middle">${label}</text>`}`;
  });
  const hatch = `<g transform="translate(0,62)"><rect width="${step}" height="14" fill="#f2f2f2"/><rect width="${step}" height="14" fill="url(#hatch-${id})" stroke="var(--muted)"/><text x="${step + 8}" y="11">no data: outside the testing region</text></g>`;
  const box = Math.max(width + 40, 320, Math.ceil(CHARACTER_WIDTH * title.length));
  return `<svg class="colour-bar" role="img" aria-label="${escapeXml(`Colour scale: ${title}`)}" viewBox="0 0 ${box} 80" width="${box}" height="80" font-size="12" fill="var(--ink)"><text y="12">${escapeXml(title)}</text>${blocks.join("")}<rect y="20" width="${width}" height="14" fill="none" stroke="var(--muted)"/>${labels.join("")}${hatch}</svg>`;
}
