import { InputError } from "../seismicity/input-error.ts";

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const LONGEST_LINE = 1 << 16;

/**
 * Calls `visit` for every line of a stream of bytes with the bytes that hold it, its bounds (without line end) and its
 * 1-based number. A byte order mark is passed over. `visit` returns true to pause: the generator then yields, so that a caller can
 * hand on what was read so far; the number it yields is that of the line at which it paused, which is visited again.
 *
 * @throws InputError for a line of more than 65,536 bytes
 */
export function* visitLines(chunks: Iterable<Uint8Array>, file: string, visit: (bytes: Uint8Array, start: number, end: number, line: number) => boolean): Generator<number> {
  let buffer = new Uint8Array(0);
  let filled = 0;
  let line = 0;
  let atStart = true;
  for (const chunk of chunks) {
    if (filled + chunk.length > buffer.length) {
      const larger = new Uint8Array(2 * (filled + chunk.length));
      larger.set(buffer.subarray(0, filled));
      buffer = larger;
    }
    buffer.set(chunk, filled);
    filled += chunk.length;
    let start = 0;
    if (atStart && filled >= 3) {
      if (buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf) start = 3;
      atStart = false;
    }
    for (let feed = buffer.indexOf(LINE_FEED, start); feed >= 0 && feed < filled; feed = buffer.indexOf(LINE_FEED, start)) {
      line++;
      while (visit(buffer, start, endOfLine(buffer, start, feed), line)) yield line;
      start = feed + 1;
    }
    buffer.copyWithin(0, start, filled);
    filled -= start;
    if (filled > LONGEST_LINE) throw new InputError("line is too long", { file, line: line + 1, expected: `at most ${LONGEST_LINE} bytes` });
  }
  if (filled > 0) {
    line++;
    while (visit(buffer, 0, endOfLine(buffer, 0, filled), line)) yield line;
  }
}

function endOfLine(bytes: Uint8Array, start: number, feed: number): number {
  return feed > start && bytes[feed - 1] === CARRIAGE_RETURN ? feed - 1 : feed;
}
