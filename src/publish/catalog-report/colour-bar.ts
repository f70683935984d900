import { escapeXml } from "../escape-xml.ts";
import type { ColourScale } from "../maps/colour-scale.ts";

/** A sequential scale as a bar with its title. */
export function colourBar({ colours, labels }: ColourScale, title: string): string {
  const step = 36;
  const blocks = colours.map((colour, place) => `<rect x="${place * step}" y="20" width="${step}" height="14" fill="${colour}"/>`);
  const marks = labels.map((text, place) => (text === "" ? "" : `<path d="M${(place + 1) * step},20v18" stroke="var(--muted)"/><text x="${(place + 1) * step}" y="52" text-anchor="middle">${text}</text>`));
  const width = Math.max(320, colours.length * step + 20);
  return `<svg class="colour-bar" role="img" aria-label="${escapeXml(`Colour scale: ${title}`)}" viewBox="0 0 ${width} 58" width="${width}" height="58" font-size="12" fill="var(--ink)"><text y="12">${escapeXml(title)}</text>${blocks.join("")}<rect y="20" width="${colours.length * step}" height="14" fill="none" stroke="var(--muted)"/>${marks.join("")}</svg>`;
}
