import type { PolicyFigure } from "../../gate/operating-characteristics/policy-study.ts";
import { formatCount, formatFixed } from "../format-number.ts";
import { table, type TableView } from "../table.ts";
import { loadTemplates } from "../templates.ts";
import { tablesOf } from "../page.ts";
import { worldsSection, type WorldsView } from "./worlds-section.ts";

export interface PolicyStudyView {
  readonly policyId: string;
  readonly policyDigest: string;
  /** The policy in words, one step a line. */
  readonly steps: readonly string[];
  /** Canonical JSON. */
  readonly document: string;
  readonly replicas: number;
  readonly windows: number;
  readonly seed: string;
  readonly figures: readonly PolicyFigure[];
  /** Worlds that were lived through, when that was asked for. */
  readonly fullStack?: WorldsView;
}

/** What a policy does in simulated worlds, as one self-contained HTML file without script. */
export function renderPolicyStudy(view: PolicyStudyView): string {
  const templates = loadTemplates();
  const tables = {
    harm: studyTable(view, "not ship"), power: studyTable(view, "ship"),
    ...(view.fullStack === undefined ? {} : { fullStack: worldsSection(view.fullStack) }),
  };
  return templates.render("policy-study", {
    ...view, ...tables,
    title: `What the policy ${view.policyId} does`,
    answer: studyAnswer(view),
    size: `${formatCount(view.replicas)} replicas of ${view.windows} windows, seed "${view.seed}"`,
    // The table template links here for the raw numbers.
    page: { data: "#data" },
    json: tablesOf(tables).map(({ key, data }) => `"${key}": [\n${data.map((row) => JSON.stringify(row)).join(",\n")}\n]`).join(",\n").replaceAll("&", "&amp;").replaceAll("<", "&lt;"),
    style: templates.css,
    policyHeader: "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'",
  });
}

/** The worst false-ship rate where what ships is no better, beside that of the weekly T-test; and the power. */
export function studyAnswer({ figures }: Pick<PolicyStudyView, "figures">): string {
  const insured = figures.filter(({ says, wanted }) => wanted === "not ship" && says.startsWith("what would ship"));
  const worst = (rule: PolicyFigure["rule"]): PolicyFigure => insured.filter((figure) => figure.rule === rule).reduce((a, b) => (b.rate > a.rate ? b : a));
  const [own, weekly] = [worst("the policy"), worst("T, weekly")];
  const better = figures.find(({ world, rule }) => world.startsWith("better by 0.3") && rule === "the policy")!;
  return `Where what ships is no better, this policy ships it in ${percent(own)} of runs at worst (${own.world}); a T-test looked at every week would in ${percent(weekly)} (${weekly.world}). One that is better by 0.3 nats a window ships in ${percent(better)}${Number.isNaN(better.medianWindow) ? "" : `, half of them by window ${better.medianWindow}`}.`;
}

function studyTable({ figures, windows }: PolicyStudyView, wanted: PolicyFigure["wanted"]): TableView {
  const worlds = [...new Set(figures.filter((figure) => figure.wanted === wanted).map(({ world }) => world))];
  const find = (world: string, rule: PolicyFigure["rule"]): PolicyFigure => figures.find((figure) => figure.world === world && figure.rule === rule)!;
  const column = (rule: PolicyFigure["rule"], key: string, label: string) => [
    { key, label, unit: "of runs ship it", value: (world: string) => find(world, rule).rate, text: (world: string) => percent(find(world, rule)) },
    { key: `${key}StandardError`, label: "", hidden: true, value: (world: string) => find(world, rule).standardError },
  ];
  return table<string>({
    key: wanted === "ship" ? "power" : "falseShips", caption: wanted === "ship" ? `Challengers that should ship, within ${windows} windows` : `Challengers that should not ship, within ${windows} windows`, empty: "No such world was simulated.", rows: worlds,
    columns: [
      { key: "world", label: "World", value: (world) => world },
      { key: "says", label: "The challenger", value: (world) => find(world, "the policy").says },
      ...column("the policy", "policy", "This policy"),
      { key: "medianWindow", label: "Median window", value: (world) => (Number.isNaN(find(world, "the policy").medianWindow) ? null : find(world, "the policy").medianWindow), text: (world) => (Number.isNaN(find(world, "the policy").medianWindow) ? "never" : String(find(world, "the policy").medianWindow)) },
      ...column("T, one look", "tOneLook", "T-test, one look"),
      ...column("T, weekly", "tWeekly", "T-test, weekly looks"),
    ],
  });
}

function percent({ rate, standardError }: Pick<PolicyFigure, "rate" | "standardError">): string {
  return `${formatFixed(100 * rate, 1)} ± ${formatFixed(100 * standardError, 1)} %`;
}
