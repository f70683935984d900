import type { TableView } from "./table.ts";

/** A figure: what it is about, how to read it, the picture with its text alternative, and its numbers. */
export interface FigureView {
  readonly kind: "figure";
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  /** One or more SVG pictures; small multiples wrap on narrow screens. Empty: nothing to draw. */
  readonly pictures: readonly { readonly svg: string; readonly heading: string }[];
  /** Drawn under the pictures, such as a colour scale. */
  readonly legend: string;
  /** Why nothing is drawn. */
  readonly empty: string;
  readonly tables: readonly TableView[];
}

export function figure(parts: Partial<FigureView> & Pick<FigureView, "id" | "title" | "caption" | "tables">): FigureView {
  return { kind: "figure", pictures: [], legend: "", empty: "", ...parts };
}
