import { SaxesParser, type SaxesTagNS } from "saxes";
import { InputError } from "../seismicity/input-error.ts";

/** Text of each element of one origin or magnitude, by path below it, such as `time/value`. */
export interface QuakemlPart {
  readonly publicId: string;
  readonly texts: ReadonlyMap<string, string>;
}

export interface QuakemlEvent extends QuakemlPart {
  /** Line of the event's opening tag. */
  readonly line: number;
  readonly origins: readonly QuakemlPart[];
  readonly magnitudes: readonly QuakemlPart[];
}

interface OpenPart {
  publicId: string;
  texts: Map<string, string>;
}
type OpenEvent = OpenPart & { line: number; origins: OpenPart[]; magnitudes: OpenPart[] };

const BASIC_EVENT_DESCRIPTION = /^http:\/\/quakeml\.org\/xmlns\/bed(?:-rt)?\/1\.2$/;

/**
 * Streams a QuakeML 1.2 document and calls `visit` at the end of each event with its own texts, origins and magnitudes. Only
 * `eventParameters` in a Basic Event Description namespace is read; elements of other namespaces are passed over.
 *
 * @throws InputError when the XML is malformed or cut off, or has no such `eventParameters`.
 */
export function visitQuakemlEvents(text: string, visit: (event: QuakemlEvent) => void): void {
  const parser = new SaxesParser({ xmlns: true });
  const path: string[] = [];
  let content = "";
  let event: OpenEvent | undefined;
  let hasEventParameters = false;

  parser.on("opentag", (tag) => {
    path.push(path.length === 0 || BASIC_EVENT_DESCRIPTION.test(tag.uri) ? tag.local : `{${tag.uri}}${tag.local}`);
    content = "";
    const place = path.join("/");
    if (path.length === 1 && tag.local !== "quakeml") {
      throw new InputError("not a QuakeML document", { line: parser.line, field: "root element", value: tag.name, expected: "quakeml" });
    }
    if (place === "quakeml/eventParameters") hasEventParameters = true;
    else if (place === EVENT) event = { ...openPart(tag), line: parser.line, origins: [], magnitudes: [] };
    else if (place === `${EVENT}/origin`) event!.origins.push(openPart(tag));
    else if (place === `${EVENT}/magnitude`) event!.magnitudes.push(openPart(tag));
  });
  parser.on("text", (part) => (content += part));
  parser.on("cdata", (part) => (content += part));
  parser.on("closetag", () => {
    if (event !== undefined && path.length === 3) {
      visit(event);
      event = undefined;
    } else if (event !== undefined) keepText(event, path.slice(3), content.trim());
    path.pop();
    content = "";
  });

  try {
    parser.write(text).close();
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`XML is cut off or malformed (${(error as Error).message})`, { line: parser.line, expected: "a whole XML document" });
  }
  if (!hasEventParameters) throw new InputError("no eventParameters", { expected: "eventParameters in the namespace http://quakeml.org/xmlns/bed/1.2" });
}

const EVENT = "quakeml/eventParameters/event";

function openPart(tag: SaxesTagNS): OpenPart {
  return { publicId: tag.attributes["publicID"]?.value ?? "", texts: new Map() };
}

/** Keeps the first text at a path, for elements that may be repeated. */
function keepText(event: OpenEvent, below: readonly string[], content: string): void {
  const [first, ...rest] = below;
  const part = first === "origin" ? event.origins.at(-1)! : first === "magnitude" ? event.magnitudes.at(-1)! : event;
  const key = (part === event ? below : rest).join("/");
  if (!part.texts.has(key)) part.texts.set(key, content);
}
