import { gaussLegendre, type QuadratureRule } from "../../../numerics/quadrature/gauss-legendre.ts";
import type { PlanePolygon } from "./problem.ts";

/** Quadrature nodes on a polygon's boundary, seen from a point: squared distances and weights of equal length. */
export interface BoundaryNodes {
  readonly squares: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Nodes with which the mass of any radially symmetric density within the polygon is Σ weight · F(r), where F(r) is the mass
 * within distance r (Green's theorem in polar form: ∮ F(r) dθ / 2π). They depend on no parameter of the density.
 *
 * On an edge at distance h of the point, at h sinh v from the foot of the perpendicular, dθ = dv / cosh v. In v both this
 * and F = 1 − (1 + r²/z²)^{1 − q} have their singularities at |Im v| = π/2, whatever h and z are, so ten points on panels
 * of width 1 at most integrate them to rounding error, and fewer do on short or distant edges.
 */
export function boundaryNodes(xKm: number, yKm: number, polygon: PlanePolygon): BoundaryNodes {
  const squares: number[] = [];
  const weights: number[] = [];
  for (let k = 0; k < polygon.length; k++) {
    const [x0, y0] = polygon[k];
    const [x1, y1] = polygon[(k + 1) % polygon.length];
    const length = Math.hypot(x1 - x0, y1 - y0);
    if (length === 0) continue;
    const ex = (x1 - x0) / length;
    const ey = (y1 - y0) / length;
    const height = (x0 - xKm) * ey - (y0 - yKm) * ex;
    // From a point of the edge line the edge covers no angle.
    if (Math.abs(height) <= 1e-15 * length) continue;
    const foot = (x0 - xKm) * ex + (y0 - yKm) * ey;
    const low = farAngle(foot / Math.abs(height));
    const high = farAngle((foot + length) / Math.abs(height));
    const panels = Math.ceil(high - low);
    const width = (high - low) / panels;
    const rule = ruleFor(width);
    for (let panel = 0; panel < panels; panel++) {
      for (let node = 0; node < rule.nodes.length; node++) {
        const cosh = Math.cosh(low + (panel + rule.nodes[node]) * width);
        squares.push(height * height * cosh * cosh);
        weights.push((Math.sign(height) * rule.weights[node] * width) / (cosh * 2 * Math.PI));
      }
    }
  }
  return { squares: Float64Array.from(squares), weights: Float64Array.from(weights) };
}

const NARROW = gaussLegendre(4);
const MIDDLING = gaussLegendre(6);
const WIDE = gaussLegendre(10);

/** A rule with a relative error near 1e-15 on a panel this wide: (π/width)^{−2 points} by the distance of the singularities. */
function ruleFor(width: number): QuadratureRule {
  return width < 0.07 ? NARROW : width < 0.35 ? MIDDLING : WIDE;
}

/** arsinh, held within ±40, beyond which an edge covers an angle of less than 1e-17. */
function farAngle(slope: number): number {
  return Math.min(40, Math.max(-40, Math.asinh(slope)));
}
