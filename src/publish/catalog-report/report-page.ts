import type { FigureView } from "../figure.ts";
import type { TableView } from "../table.ts";
import type { CatalogSource } from "./report.ts";

export interface ReportSection {
  /** Unique on the page. */
  readonly id: string;
  readonly name: string;
  /** Read before the figures and tables. */
  readonly words: readonly string[];
  readonly parts: readonly (FigureView | TableView)[];
}

/** One page on one catalog file before templating. */
export interface ReportPage {
  readonly title: string;
  /** The one sentence with which the page opens. */
  readonly answer: string;
  readonly source: CatalogSource;
  readonly sections: readonly ReportSection[];
  readonly citations: readonly string[];
  /** What the page is no basis for, in place of what is said of a catalog. */
  readonly limits?: string;
}
