import { InputError } from "../seismicity/input-error.ts";

/** One record of a comma-separated table. */
export interface DelimitedRecord {
  /** 1-based line on which the record starts. */
  readonly line: number;
  /** Fields as written, blanks kept, quotes removed. */
  readonly fields: readonly string[];
  readonly text: string;
  /** True for a last line that no line break ends. */
  readonly unfinished: boolean;
}

/**
 * Records of a comma-separated text (RFC 4180: quoted fields may hold commas, doubled quotes and line breaks; LF or CRLF).
 * Blank lines are skipped. A quote inside an unquoted field is an ordinary character.
 *
 * @throws InputError when a quoted field is never closed.
 */
export function* delimitedRecords(text: string): Generator<DelimitedRecord> {
  for (let start = 0, line = 1; start < text.length; ) {
    const lineBreak = text.indexOf("\n", start);
    let end = lineBreak < 0 ? text.length : lineBreak;
    let record = text.slice(start, end);
    let fields: string[];
    if (record.includes('"')) {
      ({ fields, end } = quotedFields(text, start, line));
      record = text.slice(start, end);
    } else fields = withoutReturn(record).split(",");
    if (record.trim() !== "") yield { line, fields, text: withoutReturn(record), unfinished: end === text.length };
    line += 1 + (end === lineBreak ? 0 : record.split("\n").length - 1);
    start = end + 1;
  }
}

/** @param columns What there are `columnCount` of, in words. @throws InputError for a last line that ends too early */
export function refuseCutOff({ unfinished, fields, line, text }: DelimitedRecord, columnCount: number, columns: string): void {
  if (unfinished && fields.length < columnCount) throw new InputError("file is cut off in its last line", { line, value: text, expected: `${columnCount} ${columns}` });
}

/** Fields of the first line that is not blank, trimmed and without quotes: enough to tell a format by its header. */
export function firstLineFields(head: string): string[] {
  return head.trimStart().split("\n", 1)[0]!.split(",").map((field) => field.trim().replace(/^"|"$/g, ""));
}

/** The value as one field of a comma-separated record, quoted where it must be. */
export function quoteField(value: string): string {
  return /[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** Fields of the record that starts at `start`, and where it ends; a quoted field may go on over several lines. */
function quotedFields(text: string, start: number, line: number): { fields: string[]; end: number } {
  const fields: string[] = [];
  for (let place = start; ; place++) {
    const from = place;
    while (text[place] === " " || text[place] === "\t") place++;
    let field: string;
    if (text[place] === '"') {
      const closing = closingQuote(text, place + 1);
      if (closing < 0) throw new InputError("quoted field is never closed", { line, value: text.slice(from, from + 120), expected: 'a closing "' });
      const end = fieldEnd(text, closing + 1);
      field = text.slice(place + 1, closing).replaceAll('""', '"') + text.slice(closing + 1, end).trim();
      place = end;
    } else {
      place = fieldEnd(text, place);
      field = text[place] === "," ? text.slice(from, place) : withoutReturn(text.slice(from, place));
    }
    fields.push(field);
    if (text[place] !== ",") return { fields, end: place };
  }
}

function closingQuote(text: string, from: number): number {
  let quote = text.indexOf('"', from);
  while (quote >= 0 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2);
  return quote;
}

function fieldEnd(text: string, from: number): number {
  let place = from;
  while (place < text.length && text[place] !== "," && text[place] !== "\n") place++;
  return place;
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
