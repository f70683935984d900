import type { FigureView } from "./figure.ts";
import type { EpochMs } from "../seismicity/time.ts";
import type { TableView } from "./table.ts";

/** One page before templating. `content` is what its template shows; figures and tables in it are found at any depth. */
export interface Page {
  /** Relative to the site's root, such as `weekly/2019-W28.html`. */
  readonly path: string;
  /** Name of the template in `templates/pages`. */
  readonly template: string;
  readonly title: string;
  /** The one sentence with which the page opens. */
  readonly answer: string;
  readonly content: Readonly<Record<string, unknown>>;
  /** Until when what the page shows is settled, null when nothing of it is; default: as the whole site. A page of a past week never grows old. */
  readonly settledThrough?: EpochMs | null;
}

/** Path of a page's data file. */
export function dataPath(pagePath: string): string {
  return `data/${pagePath.replace(/\.html$/, ".json")}`;
}

/** `../` for each folder that the page lies in. */
export function rootOf(pagePath: string): string {
  return "../".repeat(pagePath.split("/").length - 1);
}

/** Every table of a page, in the order in which it holds them. */
export function tablesOf(content: unknown): TableView[] {
  if (Array.isArray(content)) return content.flatMap(tablesOf);
  if (typeof content !== "object" || content === null) return [];
  const kind = (content as { kind?: unknown }).kind;
  if (kind === "table") return [content as TableView];
  if (kind === "figure") return [...(content as FigureView).tables];
  return Object.values(content).flatMap(tablesOf);
}
