import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GatePolicy } from "../../../gate/policy.ts";
import { type Ledger, openLedger } from "../../../ledger/ledger.ts";
import { type Catalog, eventAt, lowerBound } from "../../../seismicity/catalog.ts";
import { type EpochMs, MS_PER_DAY } from "../../../seismicity/time.ts";
import type { Experiment } from "../../load-experiment.ts";
import { decideDue, evaluateDue, issueDue, type Session, settleDue } from "../../run.ts";
import { fetchTable } from "../../stages/fetch-table.ts";
import { importFile } from "../../stages/import-files.ts";
import { dueWindows } from "../../windows.ts";
import { reproducingInSameProcess } from "../reproduction/same-process.ts";
import { SOURCE, WINDOW_DAYS, worldExperiment } from "./world-experiment.ts";
import { createWorld, worldCatalog, type World } from "./world.ts";

export interface WorldSize {
  /** Weekly windows. */
  readonly windows: number;
  readonly seed: string;
  /** Every how many weeks what is over is settled and scored; it changes no decision, as a window is settled by what was known then. Default: a quarter. */
  readonly settleEveryWeeks?: number;
}

/**
 * Lives through a world week by week, as an operator with a clock does: the network's new earthquakes are imported and forecasts are
 * sealed before their window opens; now and then windows that are over are settled and scored; at the end the gate decides at every look. The
 * workspace is made for it and removed.
 *
 * @param look what is wanted of the world's ledger, while it is there
 */
export async function liveThroughWorld<T>(policy: GatePolicy, { seed, windows, settleEveryWeeks = 13 }: WorldSize, index: number, look: (ledger: Ledger) => T): Promise<T> {
  const workspace = mkdtempSync(join(tmpdir(), "quakegate-world-"));
  try {
    const world = createWorld(seed, index);
    const experiment = worldExperiment(workspace, world, policy, windows);
    const ledger = openLedger(workspace, { create: true });
    try {
      await ledger.exclusively(() => liveThrough(experiment, ledger, world, { windows, settleEveryWeeks }));
      return look(ledger);
    } finally {
      ledger.close();
    }
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

async function liveThrough(experiment: Experiment, ledger: Ledger, world: World, { windows, settleEveryWeeks }: { readonly windows: number; readonly settleEveryWeeks: number }): Promise<void> {
  const [schedule] = experiment.schedules;
  // Two looks more than windows: the last one is settled at the second after it.
  const looks = Array.from({ length: windows + 2 }, (_, week) => schedule!.firstStart - schedule!.issueLeadMs + week * WINDOW_DAYS * MS_PER_DAY);
  const catalog = worldCatalog(world, looks.at(-1)!);
  for (const [week, now] of looks.entries()) {
    importNews(experiment, ledger, catalog, looks[week - 1] ?? -Infinity, now);
    const session = sessionAt(experiment, ledger, now);
    await issueDue(session, () => now, quietly);
    const isLast = week + 1 === looks.length;
    if ((week + 1) % settleEveryWeeks !== 0 && !isLast) continue;
    settleDue(session, quietly);
    await evaluateDue(session, quietly, 1);
    if (isLast) decideDue(session);
  }
}

/** The workspace at an instant of its live clock. */
function sessionAt(experiment: Experiment, ledger: Ledger, now: EpochMs): Session {
  return { experiment, ledger, now, mode: "live", reproduce: reproducingInSameProcess(ledger), horizons: experiment.schedules.map((schedule) => ({ schedule, windows: dueWindows(experiment, schedule, now) })) };
}

/** What the network has listed since the last look. */
function importNews(experiment: Experiment, ledger: Ledger, catalog: Catalog, from: EpochMs, to: EpochMs): void {
  const places = [lowerBound(catalog.times, from), lowerBound(catalog.times, to)] as const;
  const rows = Array.from({ length: places[1] - places[0] }, (_, offset) => ({ line: offset + 2, event: eventAt(catalog, places[0] + offset) }));
  const folder = join(experiment.workspace, "observations", "listings");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${to}.csv`);
  writeFileSync(path, fetchTable({ rows, withdrawn: [], unreadable: [], fetchedAt: to }));
  importFile(experiment, ledger, path, { source: SOURCE, recordedAt: to, mode: "increment", declaredEmpty: rows.length === 0, coversTo: to });
}

function quietly(): void {}
