import { SaxesParser } from "saxes";

/** What a page of the site says of itself, and every number that it shows with a pointer. */
export interface PageText {
  /** SHA-256 of its data file as the page names it. */
  readonly dataDigest: string | undefined;
  readonly heading: string;
  readonly answer: string;
  /** Of what stands in the footer. */
  readonly footer: string;
  readonly numbers: readonly ShownNumber[];
}

/** A number in a table. `data-pointer` of table, row and cell together lead to its value in the page's data file. */
export interface ShownNumber {
  readonly pointer: string;
  readonly text: string;
}

/** Reads a page, which is well-formed XML but for its first line. @throws Error where it is not. */
export function readPage(html: string): PageText {
  const parser = new SaxesParser();
  const numbers: { pointer: string; text: string }[] = [];
  const parts = { heading: "", answer: "", footer: "" };
  /** Texts that are being read, with the depth at which they began. */
  const open: { depth: number; take: (text: string) => void }[] = [];
  let dataDigest: string | undefined;
  let [table, row] = ["", ""];
  let depth = 0;
  parser.on("opentag", ({ name, attributes }) => {
    depth++;
    const attribute = attributes as Readonly<Record<string, string>>;
    const pointer = attribute["data-pointer"];
    if (name === "table") table = pointer ?? "";
    if (name === "tr") row = pointer ?? "";
    if (pointer !== undefined && (name === "td" || name === "th")) {
      const shown = { pointer: table + row + pointer, text: "" };
      numbers.push(shown);
      open.push({ depth, take: (text) => void (shown.text += text) });
    }
    if (name === "meta" && attribute["name"] === "data-sha256") dataDigest = attribute["content"];
    if (name === "h1") open.push({ depth, take: (text) => void (parts.heading += text) });
    if (name === "p" && attribute["class"] === "answer") open.push({ depth, take: (text) => void (parts.answer += text) });
    if (name === "footer") open.push({ depth, take: (text) => void (parts.footer += text) });
  });
  parser.on("closetag", () => {
    while (open.at(-1)?.depth === depth) open.pop();
    depth--;
  });
  parser.on("text", (text) => open.forEach(({ take }) => take(text)));
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(asXml(html)).close();
  return { dataDigest, ...parts, numbers };
}

/** HTML as the templates write it, made XML: void elements closed; style and script, which hold no text to be read, left out. */
function asXml(html: string): string {
  return html
    .replace(/^<!DOCTYPE html>/, "")
    .replace(/<(style|script)>.*?<\/\1>/gs, "")
    .replace(/<(meta|link|br|img|input|hr)\b([^>]*?)\/?>/g, "<$1$2/>");
}
