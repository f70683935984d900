import { readFileSync } from "node:fs";
import { SIMULATIONS, type StudyFigure } from "../gate/operating-characteristics/weekly-looks/study.ts";
import { hasShared, sharedPath } from "../support/shared.ts";
import { formatTable } from "./cpu-time.ts";

const SIZE = { replicas: 20_000, windows: 104, seed: "operating-characteristics" };
/** The stored study ran 20,000 replicas but in E, 4,000; a missing error there is taken as that of its share. */
const STORED_REPLICAS = 20_000;
const STORED_REPLICAS_OF_E = 4_000;

type Stored = { readonly [key: string]: Stored | number | null };

/**
 * What weekly looks do to each procedure, beside the stored results of an independent study in another language, where its
 * generator is known; "apart" is the distance in standard errors of the difference. Two minutes of CPU.
 */
export function benchGateOperatingCharacteristics(): void {
  const stored: Stored | undefined = hasShared ? JSON.parse(readFileSync(sharedPath("reference", "sim_peeking_results.json"), "utf8")) : undefined;
  const rows = [["simulation", "world", "procedure", "ours", "±", "stored", "apart", "median week", "stored"]];
  for (const [id, run] of Object.entries(SIMULATIONS)) {
    for (const figure of run(SIZE)) rows.push(rowOf(figure, stored === undefined ? {} : peer(id, figure, stored)));
  }
  console.log(`${SIZE.replicas} replicas of ${SIZE.windows} weekly windows, seed "${SIZE.seed}" (K: a fifth of them)`);
  console.log(formatTable(rows));
}

function rowOf({ simulation, world, procedure, value, standardError, medianWindow }: StudyFigure, { value: other, median }: Peer): string[] {
  const share = value >= 0 && value <= 1 && simulation !== "K" && simulation !== "I";
  const show = (number: number): string => (share ? `${(100 * number).toFixed(2)} %` : number.toFixed(3));
  const otherError = other === undefined ? NaN : share ? Math.sqrt((other * (1 - other)) / (simulation === "E" ? STORED_REPLICAS_OF_E : STORED_REPLICAS)) : standardError;
  const apart = other === undefined ? "" : other === value ? "0.0" : ((value - other) / Math.hypot(standardError, otherError)).toFixed(1);
  return [simulation, world, procedure, show(value), show(standardError), other === undefined ? "" : show(other), apart, Number.isNaN(medianWindow) ? "" : String(medianWindow), median === undefined ? "" : String(median)];
}

interface Peer {
  readonly value?: number;
  readonly median?: number;
}

/** The stored figure that answers to one of ours; none where the study has none. */
function peer(id: string, figure: StudyFigure, stored: Stored): Peer {
  const at = (...path: readonly string[]): number | undefined => {
    let node: Stored | number | null | undefined = stored;
    for (const key of path) node = typeof node === "object" && node !== null ? node[key] : undefined;
    return typeof node === "number" ? node : undefined;
  };
  const found = (value: number | undefined, median?: number): Peer => ({ ...(value === undefined ? {} : { value }), ...(median === undefined ? {} : { median }) });
  const { procedure, world } = figure;
  const floor = /B = ([\d.]+)/.exec(procedure)?.[1];
  const bar = /e ≥ (\d+)/.exec(procedure)?.[1];
  const padded = floor?.includes(".") === true ? floor : `${floor}.0`;
  switch (id) {
    case "A":
    case "B":
    case "C":
    case "D": {
      const title = {
        A: (text: string) => `A equal skill, iid normal, sd 1 nat/week, floor ${text}`,
        B: () => "B equal skill, clustered counts, window-level T, floor 4.6",
        C: (text: string) => `C quiet-time winner, raw mean 0, floor ${text}`,
        D: (text: string) => `D truly better, mean ${/by ([\d.]+)/.exec(world)?.[1]} nats/week, sd 1, floor ${text}`,
      }[id](floor === undefined ? "4.6" : padded);
      if (bar !== undefined) return found(at(title, `e-mixture>=${bar}_(alpha ${bar === "40" ? "2.5" : "5"}%)`), bar === "40" ? at(title, "e-mixture>=40_median_week") : undefined);
      return found(at(title, T_KEYS[procedure] ?? ""), procedure === "T, weekly" ? at(title, "T_weekly_median_week_of_first_pass") : undefined);
    }
    case "C2": {
      const key = procedure.startsWith("e ≥") ? "e>=40" : procedure.includes("raw gain") ? "e>=40 and raw cumulative gain>0" : procedure.includes("rate") ? "e>=40, raw gain>0, N-test e-process of challenger below 20" : "";
      return found(at("C2 composite conditions on the quiet-time winner", `floor ${padded}`, key));
    }
    case "D2": return bar === "40" ? found(at("D2 power vs floor B (mean 0.3, sd 1, E>=40 by week 104)", floor ?? "")) : {};
    case "D3": return found(at("D3 mean 0.1, sd 0.3", bar === undefined ? "T one look wk104" : bar === "40" ? `e>=40, floor ${padded}` : ""));
    case "E": return found(at("E ten equal challengers", { "T, weekly: any ships": "T weekly: P(at least one false ship)", "T, weekly: mean number shipped": "T weekly: mean false ships of 10", "e ≥ 20 each: any ships": "e >= 20 each, no multiplicity control" }[procedure] ?? ""));
    case "F": return numberPeer(procedure, world, at, found);
    case "G": {
      const truth = world.includes("calibrated") ? "calibrated Poisson(5)" : world.includes("doubled") ? "truth overdispersed NB, same mean" : "truth 20% higher";
      return procedure.startsWith("PIT") ? found(at("G PIT e-process", truth, "e >= 20 ever"), at("G PIT e-process", truth, "median week")) : {};
    }
    case "H": return found(at("H 4-week windows issued weekly, equal skill", H_KEYS[procedure] ?? ""));
    case "I": return found(at("I z-equivalent needed at every weekly look for 2.5% overall"));
    case "J": {
      const when = world.includes("after") ? "after" : "before";
      return found(at("J missing windows scored as baseline (D=0)", procedure === "T, weekly" ? (when === "after" ? "missing chosen after outcome: T weekly" : "") : when === "after" ? "missing chosen after outcome: e>=40" : "missing decided before outcome: e>=40"));
    }
    case "K": {
      const [estimator, what] = procedure.split(": ");
      return found(at("K missing windows and ranks", K_WORLDS[world] ?? "", K_KEYS[estimator] ?? "", what === "rank" ? "mean rank of 6" : "mean estimate"));
    }
    case "L": return found(at("L average null with predictable seasons (floor 4.6)", procedure.startsWith("stakes") ? "stakes that bet only in the good season, e>=40" : `fixed stakes e>=${bar}`));
    default: return {};
  }
}

function numberPeer(procedure: string, world: string, at: (...path: readonly string[]) => number | undefined, found: (value: number | undefined, median?: number) => Peer): Peer {
  if (world.includes("variance")) {
    return found(at("F2 right mean, overdispersed truth, Poisson N-test", { "cumulative N-test, one look": "cumulative N-test at week 104 only", "cumulative N-test, weekly": "ever rejects (weekly)", "rate e-value ≥ 20": "gamma-Poisson e >= 20 ever" }[procedure] ?? ""));
  }
  const truth = world.endsWith("1.25") ? "truth 25% higher" : world.endsWith("0.8") ? "truth 20% lower" : "calibrated";
  const row = `rate ${world.startsWith("10") ? "10.0" : "2.0"}/wk, ${truth}`;
  const key = { "any weekly N-test": "any of 104 separate weekly N-tests rejects", "cumulative N-test, one look": "cumulative N-test at week 104 only", "cumulative N-test, weekly": "cumulative N-test ever rejects (weekly peeking)", "rate e-value ≥ 20": "gamma-Poisson e >= 20 ever" }[procedure] ?? "";
  return found(at("F N-test", row, key), procedure.startsWith("rate") ? at("F N-test", row, "median week e >= 20") : undefined);
}

const T_KEYS: Readonly<Record<string, string>> = {
  "T, one look": "T_single_look_wk104_(nominal 2.5%)",
  "T, weekly": "T_weekly_until_pass_95%CI_(nominal 2.5%)",
  "T, weekly, one-sided 95 %": "T_weekly_until_pass_one-sided_95%_(nominal 5%)",
  "T, four weeks running": "T_pass_4_weeks_running",
  "T, quarterly": "T_quarterly_looks_26/52/78/104",
  "T, O'Brien–Fleming": "T_OBrien-Fleming_4_pre-registered_looks",
  "product of p/q ≥ 40": "naive_LR_prod(p/q)>=40",
};

const H_KEYS: Readonly<Record<string, string>> = {
  "T, one look": "T single look, windows treated as independent (nominal 2.5%)",
  "T, weekly": "T weekly until pass",
  "e ≥ 40 wrongly on all": "e-process wrongly run on overlapping windows, E>=40",
  "average of offsets ≥ 40": "mean of 4 offset e-processes ever >= 40",
  "adjusted average ≥ 40": "adjust-then-average ever >= 40",
  "one offset ≥ 40": "one offset only (non-overlapping) >= 40",
};

const K_WORLDS: Readonly<Record<string, string>> = {
  none: "complete",
  "random outage": "random outage 20%",
  "joined half way": "late joiner, first half missing",
  "crashes in active windows": "fails in active windows (good model)",
  "fragile, crashes in active windows": "fails in active windows (fragile model)",
  "withdraws its losses": "withdraws its losses afterwards",
};

const K_KEYS: Readonly<Record<string, string>> = {
  "plain mean": "plain mean of own windows",
  "paired, own windows": "paired vs baseline, own windows",
  "baseline-imputed": "baseline-imputed (missing = 0)",
  "worst of week": "worst-of-week imputed",
  "two-way fit": "two-way fixed effects",
};
