import type { JsonNumber } from "../evaluation/json-number.ts";
import { encodeNumbers } from "../evaluation/json-number.ts";
import { formatNumber } from "./format-number.ts";
import { pointerTo } from "./json-pointer.ts";

export type CellValue = string | number | boolean | null;

/** What a cell shows when it is more than text. */
export interface CellText {
  readonly text: string;
  /** The whole of what `text` shortens. */
  readonly title?: string;
  readonly href?: string;
  /** `good`, `wait` or `bad`: a verdict's colour, always beside its word. */
  readonly tone?: Tone;
  /** CSS colour of a model's swatch. */
  readonly swatch?: string;
}

export type Tone = "good" | "wait" | "bad";

export interface Column<Row> {
  /** Name in the JSON, camel case with its unit. */
  readonly key: string;
  readonly label: string;
  /** Shown under the label. */
  readonly unit?: string;
  readonly value: (row: Row) => CellValue;
  /** Carried in the JSON, not shown. */
  readonly hidden?: boolean;
  /** Default: the value, numbers with three digits, null as "not available". */
  readonly text?: (row: Row) => string | CellText;
}

export interface TableCell extends CellText {
  readonly numeric: boolean;
  readonly header: boolean;
  readonly long: boolean;
  /** Pointer to its row within the rows of {@link TableView.data}, and of a number to its value within the row. */
  readonly rowPointer: string;
  readonly pointer?: string;
}

/** A table as the page shows it and as the JSON beside the page carries it: the same rows. */
export interface TableView {
  readonly kind: "table";
  readonly key: string;
  /** To the rows of {@link data} in the JSON beside the page. */
  readonly pointer: string;
  readonly caption: string;
  readonly columns: readonly { readonly key: string; readonly label: string; readonly unit: string; readonly numeric: boolean }[];
  readonly rows: readonly (readonly TableCell[])[];
  readonly data: readonly Readonly<Record<string, CellValue | JsonNumber>>[];
  /** Why there are no rows. */
  readonly empty: string;
  /** Said under the table when it leaves rows out. */
  readonly note: string;
  /** Long tables are folded. */
  readonly folded: boolean;
}

const FOLD_ABOVE_ROWS = 21;
/** Cells with more keep a readable width on a phone. */
const LONG_CHARACTERS = 48;

/** Builds a table; the first column heads each row. The page has the rows that are `shown` (default: all), the JSON every row. */
export function table<Row>(parts: { key: string; caption: string; empty: string; rows: readonly Row[]; columns: readonly Column<Row>[]; shown?: (row: Row) => boolean }): TableView {
  const { key, caption, empty, rows, shown } = parts;
  const visibleRows = [...rows.entries()].filter(([, row]) => shown?.(row) ?? true);
  const visible = parts.columns.filter((column) => column.hidden !== true);
  const isNumeric = visible.map((column) => rows.some((row) => typeof column.value(row) === "number"));
  return {
    kind: "table",
    key,
    pointer: pointerTo("tables", key, "rows"),
    caption,
    empty,
    note: visibleRows.length < rows.length ? `${visibleRows.length} of ${rows.length} rows; the others are in the JSON.` : "",
    folded: visibleRows.length > FOLD_ABOVE_ROWS,
    columns: visible.map((column, index) => ({ key: column.key, label: column.label, unit: column.unit ?? "", numeric: isNumeric[index]! })),
    rows: visibleRows.map(([place, row]) => visible.map((column, index) => {
      const cell = cellText(column, row);
      const numeric = isNumeric[index]!;
      return { ...cell, numeric, header: index === 0, long: cell.text.length > LONG_CHARACTERS, rowPointer: pointerTo(place), ...(numeric ? { pointer: pointerTo(column.key) } : {}) };
    })),
    data: rows.map((row) => encodeNumbers(Object.fromEntries(parts.columns.map((column) => [column.key, column.value(row)]))) as Record<string, CellValue>),
  };
}

function cellText<Row>(column: Column<Row>, row: Row): CellText {
  const shown = column.text?.(row) ?? plain(column.value(row));
  return typeof shown === "string" ? { text: shown } : shown;
}

function plain(value: CellValue): string {
  if (value === null) return "not available";
  if (typeof value === "number") return formatNumber(value);
  return typeof value === "boolean" ? (value ? "yes" : "no") : value;
}
