import { readFileSync } from "node:fs";
import { hasShared, sharedPath } from "../../support/shared.ts";

interface BRow { b: number; n: number; std_b_shi_bolt: number; dmc?: number }
interface StabilityRows { mc: number | null; best_b: number | null; mcs: number[]; bs: number[]; diff_bs: (number | null)[] }

/** One sample with the numbers that SeismoStats printed for it; keys as in the file. */
export interface OracleSample {
  readonly id: string;
  readonly mc: number;
  readonly delta_m: number;
  readonly fmd_bin: number;
  readonly magnitudes: number[];
  readonly times?: number[];
  readonly expected: {
    n_total: number;
    n_above_mc: number;
    mean_above_mc: number;
    classic: BRow;
    utsu: BRow;
    b_positive: BRow;
    b_positive_dmc2: BRow & { dmc: number };
    b_more_positive?: { b: number; n: number };
    b_more_positive_dmc2?: { dmc: number; b: number; n: number };
    "classic_weighted_w=1+i%3": { b: number; std_b_shi_bolt: number };
    a_classic: number;
    a_positive?: number;
    a_more_positive_with_classic_b?: number;
    "mc_maxc_corr0.2": number;
    mc_maxc_corr0: number;
    fmd: { bins: number[]; counts: number[] };
    mc_b_stability?: StabilityRows;
    mc_b_stability_all?: StabilityRows;
    mc_ks?: { mc: number | null; p_pass: number; n_boot: number; best_b: number; mcs: number[]; bs: number[]; ks: number[]; p: number[] };
    own_gft?: { rows: { mc: number; b: number; R: number; n: number }[]; mc_R90: number | null; mc_R95: number | null };
    own_ogata_katsura?: { degenerate: true } | { degenerate?: undefined; beta: number; b: number; mu: number; sigma: number; nll: number };
    lilliefors_p_dithered_mean100?: number;
    lilliefors_exp?: { D: number; p_table: number };
  };
}

export interface UnequalSample {
  readonly id: string;
  readonly true_a: number;
  readonly true_b: number;
  readonly magnitudes: number[];
  readonly years: number[];
  readonly completeness_table: [number, number][];
  readonly mag_max: number;
  readonly last_year: number;
  readonly delta_m: number;
  readonly expected: Record<"weichert" | "kijko_smit", { b: number; std_b: number; rate_at_lmc: number; std_rate?: number; a: number }>;
}

const carried = JSON.parse(readFileSync(new URL("fixtures/made-up-samples.json", import.meta.url), "utf8")) as { samples: OracleSample[]; unequalCompleteness: UnequalSample[] };

/** Made-up samples, carried in the repository. */
export const carriedSamples: readonly OracleSample[] = carried.samples;
export const unequalSamples: readonly UnequalSample[] = carried.unequalCompleteness;

/** Documentation samples, real catalogs and larger made-up samples; none without ../shared. */
export const sharedSamples: readonly OracleSample[] = hasShared
  ? (JSON.parse(readFileSync(sharedPath("oracle", "seismostats", "mc_b_cases.json"), "utf8")) as { cases: OracleSample[] }).cases.filter(({ id }) => !carried.samples.some((sample) => sample.id === id))
  : [];
