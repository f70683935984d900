import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { EtasProblem } from "../../../src/forecasters/etas/likelihood/problem.ts";
import { uniformBackground } from "../../../src/forecasters/etas/likelihood/problem.ts";
import type { EtasRate } from "../../../src/forecasters/etas/likelihood/rate.ts";
import { type Catalog, createCatalog } from "../../../src/seismicity/catalog.ts";
import { pointInRing, type Ring } from "../../../src/seismicity/polygon.ts";
import { type EpochMs, MS_PER_DAY } from "../../../src/seismicity/time.ts";
import { sharedPath } from "../../support/shared.ts";

/** Gutenberg–Richter is truncated here, in fits and simulations of both sides. */
export const MAXIMUM_MAGNITUDE = 8;

/** Parameters as `lmizrahi/etas` stores them. */
export interface Theta {
  readonly log10_mu: number; readonly log10_k0: number; readonly a: number; readonly log10_c: number; readonly omega: number;
  readonly log10_tau: number; readonly log10_d: number; readonly gamma: number; readonly rho: number;
}

/** Half-bin scores of the package's fit on its test window, by an own exact evaluation (see the oracle's README). */
interface TestScore {
  readonly n: number; readonly integral: number; readonly sum_log_lambda: number; readonly loglik: number; readonly ll_per_event: number;
}

/** What the peer is given: its own settings, and the catalog as a CSV with the columns it wants. */
export interface PeerJob {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly maximumMagnitude: number;
}

/** A published data set with the peer's fit on it. */
export interface ReferenceProblem {
  readonly name: "example" | "SanJac_10";
  readonly fitting: EtasProblem;
  /** Targets and window after the fitted ones; every earlier event is a source. */
  readonly testing: EtasProblem;
  readonly beta: number;
  /** Corners of the region, [longitude, latitude]. */
  readonly ring: Ring;
  readonly areaKm2: number;
  /** Every event up to the end of the fitted window, which is what simulations go on from. */
  readonly known: { readonly catalog: Catalog; readonly end: EpochMs };
  readonly peerRate: EtasRate;
  readonly peerTestScore: TestScore;
  /** Nats per event of a uniform Poisson process of the fitted window's rate on the test window. */
  readonly poissonPerEvent: number;
  readonly peerSeconds: number;
  readonly peerPeakMb: number;
  /** The same problem in the peer's words; the catalog is written into `folder` when it has another shape. */
  readonly peerJob: (folder: string) => PeerJob;
}

interface Row { readonly time: number; readonly longitude: number; readonly latitude: number; readonly magnitude: number }
interface Split { readonly start: string; readonly targets: string; readonly test: string; readonly end: string; readonly areaKm2: number; readonly M0: number }

const EARTH_RADIUS_KM = 6378.1;
/** Where the peer's example starts. */
const THETA_0 = { log10_mu: -5.8, log10_k0: -2.6, a: 1.8, log10_c: -2.5, omega: -0.02, log10_tau: 3.5, log10_d: -0.85, gamma: 1.3, rho: 0.66 };

/** The example catalog of `lmizrahi/etas`: synthetic, California, M >= 3.6. */
export function mizrahiExample(): ReferenceProblem & { readonly oracle: { readonly em_theta_loglik: number; readonly tapered: { readonly loglik: number }; readonly untapered_p_free: { readonly loglik: number } } } {
  const oracle = JSON.parse(readFileSync(sharedPath("oracle", "etas", "mizrahi_ex0.json"), "utf8"));
  const ring: Ring = oracle.polygon_latlon.map(([latitude, longitude]: [number, number]) => [longitude, latitude]);
  const file = sharedPath("oracle", "etas", "mizrahi_example_catalog.csv");
  const rows = readRows(readFileSync(file, "utf8"))
    .filter(({ longitude, latitude, magnitude }) => magnitude >= 3.55 && pointInRing(longitude, latitude, ring));
  const { config } = oracle;
  const split = { start: config.auxiliary_start, targets: config.timewindow_start, test: config.timewindow_end, end: config.testwindow_end, areaKm2: oracle.polygon_area_km2, M0: oracle.M0_used };
  return {
    name: "example", ...split2problems(rows, split), ring, areaKm2: split.areaKm2, beta: oracle.beta, peerRate: rateOfTheta(oracle.fit.theta),
    peerTestScore: oracle.test_window.own_with_mref_minus_half_bin, poissonPerEvent: -oracle.test_window.package.poisson.nll,
    peerSeconds: oracle.timing.prepare_s + oracle.timing.em_s, peerPeakMb: oracle.timing.peak_MB, oracle: oracle.direct_mle_own,
    peerJob: () => ({ metadata: { ...config, fn_catalog: file, shape_coords: oracle.polygon_latlon }, maximumMagnitude: MAXIMUM_MAGNITUDE }),
  };
}

/** EarthquakeNPP's `SanJac_10`: the QTM catalog around the San Jacinto fault, M >= 1.0. */
export function sanJacinto(): ReferenceProblem {
  const oracle = JSON.parse(readFileSync(sharedPath("oracle", "etas", "earthquakenpp_sanjac10.json"), "utf8"));
  const text = gunzipSync(readFileSync(sharedPath("data", "sanjac-qtm", "SanJac_catalog.csv.gz"))).toString("utf8");
  const { config } = oracle;
  const [[south, north], [west, east]] = [config.box_lat, config.box_lon];
  const rows = readRows(text)
    .filter(({ longitude, latitude }) => longitude >= west && longitude <= east && latitude >= south && latitude <= north)
    .map((row) => ({ ...row, magnitude: Math.round(row.magnitude * 10 + 1e-9) / 10 }));
  const split = { start: config.auxiliary_start, targets: config.timewindow_start, test: config.timewindow_end, end: config.testwindow_end, areaKm2: oracle.fit.area, M0: 0.95 };
  const ring: Ring = [[west, south], [east, south], [east, north], [west, north]];
  return {
    name: "SanJac_10", ...split2problems(rows, split), ring, areaKm2: split.areaKm2, beta: oracle.fit.beta, peerRate: rateOfTheta(oracle.fit.theta),
    peerTestScore: oracle.test.own_with_mref_minus_half_bin, poissonPerEvent: -oracle.test.package.poisson.nll,
    peerSeconds: oracle.fit.prepare_s + oracle.fit.invert_s, peerPeakMb: oracle.fit.peak_MB,
    peerJob: (folder) => {
      const file = join(folder, "catalog.csv");
      writeFileSync(file, text);
      const { box_lat: _south, box_lon: _west, ...settings } = config;
      return { metadata: { ...settings, fn_catalog: file, shape_coords: ring.map(([longitude, latitude]) => [latitude, longitude]), theta_0: THETA_0 }, maximumMagnitude: MAXIMUM_MAGNITUDE };
    },
  };
}

export function rateOfTheta(theta: Theta): EtasRate {
  const power = (exponent: number): number => Math.exp(exponent * Math.LN10);
  const c = power(theta.log10_c);
  const logD2 = theta.log10_d * Math.LN10;
  return {
    mu: power(theta.log10_mu),
    productivityPerDay: (power(theta.log10_k0) * Math.PI * Math.exp(-theta.rho * logD2 - (1 + theta.omega) * Math.log(c))) / theta.rho,
    alpha: theta.a - theta.rho * theta.gamma,
    cDays: c,
    p: 1 + theta.omega,
    DKm: Math.exp(logD2 / 2),
    q: 1 + theta.rho,
    gamma: theta.gamma / 2,
    taperDays: power(theta.log10_tau),
  };
}

function split2problems(rows: readonly Row[], split: Split): Pick<ReferenceProblem, "fitting" | "testing" | "known"> {
  const [start, targets, test, end] = [split.start, split.targets, split.test, split.end].map((text) => Date.parse(`${text.slice(0, 10)}T00:00:00Z`)) as [number, number, number, number];
  const known = rows.filter(({ time }) => time >= start && time < end).sort((a, b) => a.time - b.time);
  const problem = (from: number, to: number): EtasProblem => {
    const used = known.filter(({ time }) => time < to);
    const chosen = Uint32Array.from(used.flatMap(({ time }, i) => (time >= from ? [i] : [])));
    const days = (to - from) / MS_PER_DAY;
    return {
      sources: {
        tDays: Float64Array.from(used, ({ time }) => (time - from) / MS_PER_DAY), ...onSphere(used),
        magnitude: Float64Array.from(used, ({ magnitude }) => magnitude),
      },
      targets: chosen, startDays: 0, endDays: days, referenceMagnitude: split.M0, region: "everywhere", sphereRadiusKm: EARTH_RADIUS_KM,
      background: uniformBackground(chosen.length, split.areaKm2, days),
    };
  };
  const before = known.filter(({ time }) => time < test);
  const catalog = createCatalog(before.map((row, index) => ({ ...row, id: `e${index}`, depthKm: NaN, magnitudeType: "" })));
  return { fitting: problem(targets, test), testing: problem(test, end), known: { catalog, end: test } };
}

function onSphere(rows: readonly Row[]): { xKm: Float64Array; yKm: Float64Array; zKm: Float64Array } {
  const radians = Math.PI / 180;
  const column = (f: (longitude: number, latitude: number) => number): Float64Array =>
    Float64Array.from(rows, ({ longitude, latitude }) => EARTH_RADIUS_KM * f(longitude * radians, latitude * radians));
  return {
    xKm: column((longitude, latitude) => Math.cos(latitude) * Math.cos(longitude)),
    yKm: column((longitude, latitude) => Math.cos(latitude) * Math.sin(longitude)),
    zKm: column((_, latitude) => Math.sin(latitude)),
  };
}

/** Rows of a CSV with the columns time, longitude, latitude and magnitude; times keep their microseconds. */
export function readRows(text: string): Row[] {
  const [head, ...lines] = text.trim().split("\n");
  const names = head!.trim().split(",");
  const [time, longitude, latitude, magnitude] = ["time", "longitude", "latitude", "magnitude"].map((name) => names.indexOf(name)) as [number, number, number, number];
  return lines.map((line) => {
    const cells = line.trim().split(",");
    const [whole, fraction = "0"] = cells[time]!.split(".") as [string, string?];
    return {
      time: Date.parse(`${whole.replace(" ", "T")}Z`) + Number(`0.${fraction}`) * 1000,
      longitude: Number(cells[longitude]), latitude: Number(cells[latitude]), magnitude: Number(cells[magnitude]),
    };
  });
}
