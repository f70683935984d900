import { powerLawFarMass, powerLawRectangleMass } from "../../smoothed-seismicity/kernels.ts";
import { LEGENDRE_NODES, LEGENDRE_WEIGHTS } from "../../../numerics/quadrature/gauss-legendre.ts";

/** Where the Taylor form serves: (half diagonal)² / (r² + z²) up to this; its relative error is then below 1e-4 for q <= 2.5. */
const FAR = 0.02;
/** More pieces to a side, and the boundary integral costs less. */
const MOST_PIECES = 4;
/** The power law of smoothing, whose mass has a closed form. */
const CLOSED_FORM_Q = 1.5;

/**
 * Mass of the kernel ((q − 1)/(π z²))(1 + r²/z²)^{−q} in the rectangle with centre (x, y) and half sides a, b, in the plane
 * and units of z, the kernel at the origin. Far rectangles by Taylor's series, those that are not quite far in pieces,
 * others exactly. Relative error below 1e-4, mostly far below.
 */
export function kernelRectangleMass(x: number, y: number, a: number, b: number, z: number, q: number): number {
  if (q === CLOSED_FORM_Q) return a * a + b * b <= FAR * (x * x + y * y + z * z) ? powerLawFarMass(x, y, a, b, z) : powerLawRectangleMass(x - a, x + a, y - b, y + b, z);
  const halfDiagonal = Math.sqrt(a * a + b * b);
  const nearest = Math.max(0, Math.sqrt(x * x + y * y) - halfDiagonal);
  const pieces = Math.ceil(halfDiagonal / Math.sqrt(FAR * (nearest * nearest + z * z)));
  if (!(pieces <= MOST_PIECES)) return exactRectangleMass(x - a, y - b, x + a, y + b, z, q);
  const [stepX, stepY] = [(2 * a) / pieces, (2 * b) / pieces];
  let mass = 0;
  for (let column = 0; column < pieces; column++) {
    const u = x - a + (column + 0.5) * stepX;
    for (let row = 0; row < pieces; row++) {
      const v = y - b + (row + 0.5) * stepY;
      const s = u * u + v * v + z * z;
      mass += Math.exp(-q * Math.log(s)) * taylorFactor((u * u) / s, (v * v) / s, (stepX * stepX) / (4 * s), (stepY * stepY) / (4 * s), q);
    }
  }
  return ((q - 1) / Math.PI) * Math.exp(2 * (q - 1) * Math.log(z)) * stepX * stepY * mass;
}

/**
 * Mean of s^{−q}, s = x² + y² + z², over a rectangle, relative to its value at the centre: Taylor's series to fourth order.
 * X = x²/s and Y = y²/s at the centre, A = a²/s and B = b²/s for half sides a and b.
 */
export function taylorFactor(X: number, Y: number, A: number, B: number, q: number): number {
  const q2 = q * (q + 1);
  const q3 = q2 * (q + 2);
  const q4 = q3 * (q + 3);
  const second = (A * (4 * X * q2 - 2 * q) + B * (4 * Y * q2 - 2 * q)) / 6;
  const fourth =
    (A * A * (12 * q2 - 48 * X * q3 + 16 * X * X * q4) + B * B * (12 * q2 - 48 * Y * q3 + 16 * Y * Y * q4)) / 120 +
    (A * B * (4 * q2 - 8 * (X + Y) * q3 + 16 * X * Y * q4)) / 36;
  return 1 + second + fourth;
}

/**
 * Mass of the kernel in [west, east] × [south, north] about it, to an absolute 1e-11, by Green's theorem: the flux of the
 * radial field (1 − (1 + r²/z²)^{1 − q}) / 2πr through the four edges.
 */
export function exactRectangleMass(west: number, south: number, east: number, north: number, z: number, q: number): number {
  const flux = edgeFlux(north, west, east, z, q) - edgeFlux(south, west, east, z, q) + edgeFlux(east, south, north, z, q) - edgeFlux(west, south, north, z, q);
  return flux / (2 * Math.PI);
}

/** Widest panel of the ten-point rule: the integrand is analytic within π/2 of the real line. */
const PANEL = 2;

/** h ∫ (1 − (1 + r²/z²)^{1 − q}) / r² dt for t from `low` to `high` and r² = h² + t², in t = h sinh σ. */
function edgeFlux(h: number, low: number, high: number, z: number, q: number): number {
  const distance = Math.abs(h);
  if (distance === 0) return 0;
  const from = Math.asinh(low / distance);
  const range = Math.asinh(high / distance) - from;
  const panels = Math.max(1, Math.ceil(range / PANEL));
  const width = range / panels;
  const scale = (h * h) / (z * z);
  let total = 0;
  for (let panel = 0; panel < panels; panel++) {
    for (let node = 0; node < LEGENDRE_NODES.length; node++) {
      const e = Math.exp(from + (panel + LEGENDRE_NODES[node]) * width);
      const cosh = 0.5 * (e + 1 / e);
      total += (-LEGENDRE_WEIGHTS[node] * Math.expm1((1 - q) * Math.log1p(scale * cosh * cosh))) / cosh;
    }
  }
  return Math.sign(h) * width * total;
}
