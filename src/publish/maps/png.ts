import { crc32, deflateSync } from "node:zlib";

/** A palette-indexed picture, rows from the top; palette entries are `[red, green, blue, alpha]` bytes, at most 256. */
export interface IndexedImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  readonly palette: readonly (readonly [number, number, number, number])[];
}

/** PNG file of a palette image (colour type 3, 8 bits, no filter, one IDAT), as the PNG specification, third edition, §5 and §11. */
export function encodePng({ width, height, pixels, palette }: IndexedImage): Uint8Array {
  if (pixels.length !== width * height) throw new RangeError(`picture of ${width} × ${height} needs ${width * height} pixels, got ${pixels.length}`);
  if (palette.length === 0 || palette.length > 256) throw new RangeError(`palette must have 1 to 256 colours, got ${palette.length}`);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row++) rows.set(pixels.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(palette.flatMap(([red, green, blue]) => [red, green, blue]))),
    chunk("tRNS", Buffer.from(palette.map(([, , , alpha]) => alpha))),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** The picture as a `data:` address. */
export function pngDataUri(image: IndexedImage): string {
  return `data:image/png;base64,${Buffer.from(encodePng(image)).toString("base64")}`;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
