import { parse, resetSVGDefIds, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { escapeXml } from "../escape-xml.ts";

/** A Vega-Lite specification without the frame that every chart shares. */
export type ChartSpec = Readonly<Record<string, unknown>>;

/**
 * SVG of a chart, drawn without a browser or canvas. Colours are CSS variables, so one picture serves light, dark and
 * print; text widths are estimated, so the bytes do not depend on installed fonts.
 *
 * @param id unique on the page; prefixes the picture's inner ids.
 * @param label text alternative with the chart's numbers.
 */
export async function renderChart(id: string, label: string, spec: ChartSpec): Promise<string> {
  const { spec: vegaSpec } = compile({ ...FRAME, ...spec } as unknown as TopLevelSpec);
  const view = new View(parse(vegaSpec), { renderer: "none" });
  resetSVGDefIds();
  const svg = await view.toSVG();
  view.finalize();
  return svg
    .replace(/ (?:role|class|aria-[a-z]+)="[^"]*"/g, "")
    .replace(/<svg [^>]*viewBox="([^"]*)"[^>]*>/, (_, box: string) => {
      const [, , width, height] = box.split(" ");
      return `<svg class="chart" role="img" aria-label="${escapeXml(label)}" viewBox="${box}" width="${width}" height="${height}">`;
    })
    .replace(/\b(id="|url\(#)((?:clip|gradient|pattern)[^")]*)/g, (_, before: string, name: string) => `${before}${id}-${name}`)
    .replaceAll(' font-family="system-ui, sans-serif"', "")
    .replace(CIRCLE_PATH, (_, x: string, y: string, radius: string) => `<circle cx="${hundredth(x)}" cy="${hundredth(y)}" r="${hundredth(radius)}"`);
}

/** A circle as Vega writes it: two arcs, three times as long as the element. */
const CIRCLE_PATH = /<path transform="translate\(([^,]+),([^)]+)\)" d="M([\d.]+),0A\3,\3,0,1,1,-\3,0A\3,\3,0,1,1,\3,0(?:Z)?"/g;

function hundredth(number: string): string {
  return String(Math.round(100 * Number(number)) / 100);
}

/** Width in pixels for which single-column charts are laid out. */
export const CHART_WIDTH = 600;

const FRAME = {
  $schema: "https://vega.github.io/schema/vega-lite/v6.json",
  background: null,
  padding: 4,
  config: {
    aria: false,
    font: "system-ui, sans-serif",
    view: { stroke: null },
    axis: {
      domainColor: "var(--muted)", tickColor: "var(--muted)", gridColor: "var(--rule)",
      labelColor: "var(--muted)", titleColor: "var(--ink)", labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", labelFlush: false,
    },
    title: { color: "var(--ink)", fontSize: 13, fontWeight: "bold", anchor: "start", offset: 6 },
    text: { fontSize: 12, color: "var(--ink)" },
    legend: { disable: true },
  },
};
