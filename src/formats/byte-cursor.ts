import { InputError } from "../seismicity/input-error.ts";

/** Sequential access to a stream of bytes, in memory that holds about one chunk and one record. */
export interface ByteCursor {
  /** A view of the next `count` bytes, valid until the next call. @throws InputError when the stream ends before */
  take(count: number, what: string): DataView;
  /** The same without going on. */
  peek(count: number, what: string): DataView;
  atEnd(): boolean;
  /** Lets go of the stream, which may hold a file open. */
  close(): void;
  /** Bytes taken so far. */
  readonly position: number;
}

export function byteCursor(chunks: Iterable<Uint8Array>, file: string): ByteCursor {
  const source = chunks[Symbol.iterator]();
  let buffer = new Uint8Array(1 << 16);
  let from = 0;
  let to = 0;
  let position = 0;

  const fill = (count: number): boolean => {
    while (to - from < count) {
      const next = source.next();
      if (next.done) return false;
      const held = to - from;
      if (held + next.value.length > buffer.length) {
        const larger = new Uint8Array(2 * (held + next.value.length));
        larger.set(buffer.subarray(from, to));
        buffer = larger;
      } else buffer.copyWithin(0, from, to);
      buffer.set(next.value, held);
      [from, to] = [0, held + next.value.length];
    }
    return true;
  };

  const peek = (count: number, what: string): DataView => {
    if (!fill(count)) throw new InputError("file ends in the middle", { file, field: what, value: `${to - from} bytes at byte ${position}`, expected: `${count} bytes` });
    return new DataView(buffer.buffer, from, count);
  };

  return {
    get position() {
      return position;
    },
    atEnd: () => !fill(1),
    close: () => void source.return?.(),
    peek,
    take(count, what) {
      const view = peek(count, what);
      from += count;
      position += count;
      return view;
    },
  };
}
