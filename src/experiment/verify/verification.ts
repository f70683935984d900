import { messageOf } from "./message.ts";

/** Something that was checked and is not as it must be. */
export interface Problem {
  /** What it is about: a file, a row, a log entry, a cell of a page. */
  readonly object: string;
  readonly problem: string;
}

/** What a verification found. It verifies when there are no problems and nothing that it lacked. */
export interface Verification {
  readonly outcome: "verified" | "false" | "cannot verify";
  readonly problems: readonly Problem[];
  /** What could not be checked, and what for. */
  readonly lacking: readonly Problem[];
  /** Said beside the answer: what was assumed, and what this check does not cover. */
  readonly notes: readonly string[];
  /** How many of what were checked. */
  readonly checked: Readonly<Record<string, number>>;
}

/** Gathers findings. */
export interface Findings {
  problem(object: string, problem: string): void;
  lacking(object: string, problem: string): void;
  note(text: string): void;
  count(what: string, number?: number): void;
  verification(): Verification;
}

/** Exit code of a verifying command: 0 verified, 1 verified and false, 2 cannot verify. */
export function exitCodeOf({ outcome }: Pick<Verification, "outcome">): 0 | 1 | 2 {
  return outcome === "verified" ? 0 : outcome === "false" ? 1 : 2;
}

export function findings(): Findings {
  const problems: Problem[] = [];
  const lacking: Problem[] = [];
  const notes: string[] = [];
  const checked = new Map<string, number>();
  return {
    problem: (object, problem) => void problems.push({ object, problem }),
    lacking: (object, problem) => void lacking.push({ object, problem }),
    note: (text) => void (notes.includes(text) || notes.push(text)),
    count: (what, number = 1) => void checked.set(what, (checked.get(what) ?? 0) + number),
    verification: () => ({
      outcome: problems.length > 0 ? "false" : lacking.length > 0 ? "cannot verify" : "verified",
      problems: [...problems], lacking: [...lacking], notes: [...notes], checked: Object.fromEntries(checked),
    }),
  };
}

/** Runs a check of `object`; what it cannot read is a problem of that object, for what is damaged must not stop an audit. */
export function guarded<T>(object: string, { problem }: Findings, check: () => T): T | undefined {
  try {
    return check();
  } catch (error) {
    problem(object, messageOf(error));
    return undefined;
  }
}

/** Findings in lines for people; long lists are cut, and say so. */
export function inWords(what: string, { outcome, problems, lacking, notes, checked }: Verification): string[] {
  const counts = Object.entries(checked).map(([name, count]) => `${count} ${name}`).join(", ");
  const list = (mark: string, found: readonly Problem[]): string[] => [
    ...found.slice(0, LONGEST_LIST).map(({ object, problem }) => `  ${mark} ${object}: ${problem}`),
    ...(found.length > LONGEST_LIST ? [`  … and ${found.length - LONGEST_LIST} more; --json has them all`] : []),
  ];
  return [
    `${what}: ${outcome === "false" ? `FALSE, ${problems.length} ${problems.length === 1 ? "problem" : "problems"}` : outcome}${counts === "" ? "" : ` (checked: ${counts})`}`,
    ...list("✗", problems),
    ...list("?", lacking),
    ...notes.map((note) => `  note: ${note}`),
  ];
}

const LONGEST_LIST = 40;
