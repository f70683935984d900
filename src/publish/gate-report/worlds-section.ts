import { formatFixed, formatSigned } from "../format-number.ts";
import { table, type TableView } from "../table.ts";

/** How a policy judged one challenger in worlds that were lived through. */
export interface WorldsChallenger {
  readonly challenger: string;
  /** What it is, in words. */
  readonly says: string;
  readonly wanted: "pass" | "not pass";
  readonly worlds: number;
  /** Worlds in which it passed, and exact 95 % bounds of the share. */
  readonly passed: number;
  readonly lower: number;
  readonly upper: number;
  /** Windows that had been settled when half of those that passed had; null when none did. */
  readonly medianWindow: number | null;
  /** Mean gain over the reference. */
  readonly natsPerWindow: number;
  readonly expectedOverObserved: number;
  /** Worlds in which its e-value against the reference ever reached the bar; null under a policy without e-values. */
  readonly skillShown: number | null;
  /** Of the worlds in which it did not pass: how often each reason stood at the last look, … */
  readonly reasons: readonly { readonly code: string; readonly worlds: number }[];
  /** … and how often one condition alone stood in the way at some look. */
  readonly alone: readonly { readonly code: string; readonly worlds: number }[];
}

/** Worlds that were lived through from catalog to decision. */
export interface WorldsView {
  readonly worlds: number;
  readonly windows: number;
  readonly seed: string;
  /** What a world is, a paragraph each. */
  readonly world: readonly string[];
  readonly challengers: readonly WorldsChallenger[];
}

/** What the section shows: its answer, its tables and what a world is. */
export interface WorldsSection {
  readonly answer: string;
  readonly size: string;
  readonly world: readonly string[];
  readonly passes: TableView;
  readonly reasons: TableView;
}

export function worldsSection({ worlds, windows, seed, world, challengers }: WorldsView): WorldsSection {
  return {
    answer: worldsAnswer({ challengers }),
    size: `${worlds} worlds of ${windows} weekly windows, seed "${seed}"`,
    world,
    passes: passesTable(challengers),
    reasons: reasonsTable(challengers),
  };
}

/** One sentence: what passed, and what should not have. */
export function worldsAnswer({ challengers }: Pick<WorldsView, "challengers">): string {
  const part = (wanted: WorldsChallenger["wanted"]): string => challengers.filter((one) => one.wanted === wanted).map(({ challenger, passed, worlds }) => `${challenger} in ${passed} of ${worlds} worlds`).join(", ");
  return `Should pass and did: ${part("pass")}. Should not pass and did: ${part("not pass")}.`;
}

function passesTable(challengers: readonly WorldsChallenger[]): TableView {
  return table<WorldsChallenger>({
    key: "worldPasses", caption: "Passes in simulated worlds", empty: "No world was simulated.", rows: challengers,
    columns: [
      { key: "challenger", label: "Challenger", value: ({ challenger }) => challenger },
      { key: "says", label: "What it is", value: ({ says }) => says },
      { key: "wanted", label: "Should", value: ({ wanted }) => wanted },
      { key: "passedShare", label: "Passes", unit: "of worlds, exact 95 % bounds", value: ({ passed, worlds }) => passed / worlds, text: ({ passed, worlds, lower, upper }) => `${percent(passed / worlds)} [${percent(lower)}, ${percent(upper)}]` },
      { key: "passed", label: "", hidden: true, value: ({ passed }) => passed },
      { key: "worlds", label: "", hidden: true, value: ({ worlds }) => worlds },
      { key: "lower", label: "", hidden: true, value: ({ lower }) => lower },
      { key: "upper", label: "", hidden: true, value: ({ upper }) => upper },
      { key: "medianWindow", label: "Median window", unit: "of its passes", value: ({ medianWindow }) => medianWindow, text: ({ medianWindow }) => (medianWindow === null ? "never" : String(Math.round(medianWindow))) },
      { key: "skillShown", label: "Skill over the reference shown", unit: "of worlds", value: ({ skillShown, worlds }) => (skillShown === null ? null : skillShown / worlds), text: ({ skillShown, worlds }) => (skillShown === null ? "not asked" : percent(skillShown / worlds)) },
      { key: "natsPerWindow", label: "Gain over the reference", unit: "nats a window", value: ({ natsPerWindow }) => natsPerWindow, text: ({ natsPerWindow }) => formatSigned(natsPerWindow) },
      { key: "expectedOverObserved", label: "Expected earthquakes", unit: "per observed", value: ({ expectedOverObserved }) => expectedOverObserved, text: ({ expectedOverObserved }) => formatFixed(expectedOverObserved, 2) },
    ],
  });
}

interface ReasonRow {
  readonly challenger: string;
  readonly code: string;
  readonly standing: number;
  readonly alone: number;
  readonly stopped: number;
}

function reasonsTable(challengers: readonly WorldsChallenger[]): TableView {
  const rows = challengers.flatMap(({ challenger, reasons, alone, worlds, passed }): ReasonRow[] =>
    [...new Set([...reasons, ...alone].map(({ code }) => code))].map((code) => ({ challenger, code, standing: countOf(reasons, code), alone: countOf(alone, code), stopped: worlds - passed })),
  );
  const share = (key: "standing" | "alone", label: string, unit: string) => ({ key, label, unit, value: (row: ReasonRow) => row[key] / row.stopped, text: (row: ReasonRow) => percent(row[key] / row.stopped) });
  return table<ReasonRow>({
    key: "worldReasons", caption: "What stopped the others", empty: "Every challenger passed in every world.", rows,
    columns: [
      { key: "challenger", label: "Challenger", value: ({ challenger }) => challenger },
      { key: "reason", label: "Reason", value: ({ code }) => code },
      share("standing", "At the last look", "of worlds without a pass"),
      share("alone", "Alone in the way at some look", "of worlds without a pass"),
      { key: "stopped", label: "", hidden: true, value: ({ stopped }) => stopped },
    ],
  });
}

function countOf(counts: WorldsChallenger["reasons"], code: string): number {
  return counts.find((count) => count.code === code)?.worlds ?? 0;
}

function percent(share: number): string {
  return `${formatFixed(100 * share, 1)} %`;
}
