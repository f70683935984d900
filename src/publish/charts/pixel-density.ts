/** Pixels that hold about equally many points, as one shape. */
export interface DensityLayer {
  /** SVG path in pixels from the frame's upper left. */
  readonly path: string;
  readonly opacity: number;
}

export interface PixelGrid {
  readonly width: number;
  readonly height: number;
  /** Size of a cell in pixels. */
  readonly columnPixels: number;
  readonly rowPixels: number;
}

/** Opacity of a cell, from those with one point to those with most. */
const OPACITIES = [0.35, 0.55, 0.78, 1] as const;
/** With fewer points in the fullest cell, all are alike. */
const FEWEST_FOR_SHADES = 4;

/**
 * Points as cells in a stronger tone the more points they hold, however many points there are: the picture's size depends on its pixels alone.
 * Points outside the frame are left out.
 *
 * @param x, y pixels of each point from the frame's upper left
 */
export function pixelDensity(x: ArrayLike<number>, y: ArrayLike<number>, { width, height, columnPixels, rowPixels }: PixelGrid): DensityLayer[] {
  const columns = Math.ceil(width / columnPixels);
  const rows = Math.ceil(height / rowPixels);
  const counts = new Uint32Array(columns * rows);
  for (let point = 0; point < x.length; point++) {
    const column = Math.floor(x[point]! / columnPixels);
    const row = Math.floor(y[point]! / rowPixels);
    if (column >= 0 && column < columns && row >= 0 && row < rows) counts[row * columns + column]++;
  }
  const fullest = counts.reduce((most, count) => Math.max(most, count), 0);
  const shades = fullest < FEWEST_FOR_SHADES ? [1] : OPACITIES;
  // Steps even in the logarithm of the count.
  const levelOf = (count: number): number => (count === 0 ? -1 : Math.min(shades.length - 1, Math.floor((shades.length * Math.log(count)) / Math.log(Math.max(2, fullest)) + 1e-9)));
  return shades.map((opacity, level) => {
    const runs: string[] = [];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const start = column;
        while (column < columns && levelOf(counts[row * columns + column]!) === level) column++;
        if (column > start) runs.push(`M${tenth(start * columnPixels)},${tenth(row * rowPixels)}h${tenth((column - start) * columnPixels)}v${tenth(rowPixels)}h${tenth((start - column) * columnPixels)}z`);
      }
    }
    return { path: runs.join(""), opacity };
  }).filter(({ path }) => path !== "");
}

/** The layers as Vega-Lite marks: one point at the frame's corner with the path as its shape, which a size of 4 draws in pixels. */
export function densityMarks(layers: readonly DensityLayer[], colour: string): unknown[] {
  return layers.map(({ path, opacity }) => ({
    data: { values: [{}] },
    mark: { type: "point", shape: path, size: 4, filled: true, fill: colour, opacity, strokeWidth: 0 },
    encoding: { x: { value: 0 }, y: { value: 0 } },
  }));
}

function tenth(value: number): string {
  return String(Math.round(10 * value) / 10);
}
