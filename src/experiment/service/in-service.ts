import { rulesOf } from "../../gate/policy.ts";
import { readActs } from "../../gate/acts/act.ts";
import { nextWindow } from "../../gate/sequential/registration.ts";
import { inServiceAt, policyInService, SERVICE, serviceHistory } from "../../gate/sequential/service.ts";
import type { Session } from "../run.ts";

/** What serves in the windows of a horizon from the next one that is issued. */
export interface InServiceStatus {
  readonly horizonDays: number;
  /** `baseline`: nothing has been shipped, or what was has left. */
  readonly kind: "insured" | "baseline";
  readonly model: string;
  readonly version: string;
  readonly fromWindow: number | null;
  readonly signers: readonly string[];
  readonly decisionId: string | null;
  /** B of the insurance, nats. */
  readonly floorNats: number | null;
  /** Windows for which a forecast in service was sealed, and those in which the baseline stood alone. */
  readonly windows: number;
  readonly aloneWindows: number;
}

/** By horizon; none where nothing was shipped under a policy that puts nothing in service. What was shipped before serves on under such a one. */
export function inServiceNow({ experiment, ledger, horizons }: Pick<Session, "experiment" | "ledger" | "horizons">): readonly InServiceStatus[] {
  const log = ledger.log();
  const acts = readActs(log);
  const sealed = ledger.forecasts().filter(({ forecaster }) => forecaster === SERVICE);
  const baseline = experiment.forecasters.find(({ forecaster }) => forecaster.id === experiment.file.references.baseline)!.forecaster;
  return horizons.flatMap(({ schedule: { horizonDays } }): InServiceStatus[] => {
    const history = serviceHistory(acts, horizonDays);
    if (history.length === 0 && experiment.file.gate.policy === "seed-classic") return [];
    const serving = inServiceAt(history, nextWindow(log, horizonDays));
    const own = sealed.filter(({ windowId }) => windowId.startsWith(`${horizonDays}d-`));
    const counts = { windows: own.length, aloneWindows: own.filter(({ message }) => message !== "").length };
    if (serving === undefined) return [{ horizonDays, kind: "baseline", model: baseline.id, version: baseline.version, fromWindow: null, signers: [], decisionId: null, floorNats: null, ...counts }];
    const policy = policyInService(log, acts, serving);
    const { id, version, fromWindow, act } = serving;
    return [{ horizonDays, kind: "insured", model: id, version, fromWindow, signers: act.signers, decisionId: act.decisionId, floorNats: policy === undefined ? null : rulesOf(policy).floorNats, ...counts }];
  });
}

/** In one line for people. */
export function inServiceInWords({ horizonDays, kind, model, version, fromWindow, signers, windows, aloneWindows }: InServiceStatus): string {
  const sealed = windows === 0 ? "" : `; ${windows} ${windows === 1 ? "forecast" : "forecasts"} in service sealed${aloneWindows === 0 ? "" : `, ${aloneWindows} of them without the shipped model`}`;
  if (kind === "baseline") return `in service, ${horizonDays}-day windows: the baseline ${model} ${version}${sealed}`;
  return `in service, ${horizonDays}-day windows: ${model} ${version}, insured by the baseline, from window ${fromWindow} on, signed by ${signers.join(" and ")}${sealed}`;
}
