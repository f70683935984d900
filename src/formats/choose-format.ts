import { InputError } from "../seismicity/input-error.ts";

interface NamedFormat {
  readonly id: string;
  readonly title: string;
  recognises(head: string, fileName: string): boolean;
}

const HEAD_LENGTH = 16_384;

/**
 * The format with `formatId`, or the first that recognises the text.
 *
 * @throws InputError for an empty file, a web or service error page saved under a data file's name, an unknown id, or a text
 *   that no format recognises; the last two list what is known.
 */
export function chooseFormat<F extends NamedFormat>(formats: readonly F[], kind: string, text: string, fileName: string, formatId?: string): F {
  const head = text.slice(0, HEAD_LENGTH);
  refuseUnusable(head, kind, fileName);
  const expected = `one of ${formats.map((format) => `${format.id} (${format.title})`).join("; ")}`;
  if (formatId !== undefined) {
    const named = formats.find((format) => format.id === formatId);
    if (named === undefined) throw new InputError(`unknown ${kind} format`, { file: fileName, field: "format", value: formatId, expected });
    return named;
  }
  const recognised = formats.find((format) => format.recognises(head, fileName));
  if (recognised === undefined) throw new InputError(`in no ${kind} format that can be read`, { file: fileName, line: 1, value: firstLine(head), expected });
  return recognised;
}

function refuseUnusable(head: string, kind: string, file: string): void {
  if (head.trim() === "") {
    throw new InputError("file is empty", { file, expected: `a ${kind}; one without events still has its header or its empty list` });
  }
  const page = /^\s*</.test(head) && /<(?:!doctype\s+html|html|body)\b/i.test(head);
  const serviceError = /^\s*(?:HTTP\/[\d.]+ +|Error:? *)?[45]\d\d[ :]+[A-Za-z]/.test(head);
  if (page || serviceError) throw new InputError(`an error page of a service, not a ${kind}`, { file, line: 1, value: firstLine(head) });
}

function firstLine(head: string): string {
  return /^\s*([^\r\n]*)/.exec(head)![1]!;
}
