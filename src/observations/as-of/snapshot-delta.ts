import { parseSnapshotCsv, snapshotCsv } from "../../formats/snapshot-csv.ts";
import { InputError } from "../../seismicity/input-error.ts";

const MARK = { gone: "-", come: "+" } as const;

/**
 * What a snapshot differs in from another: a line that names both by SHA-256, then the lines of the first that the second has
 * not, each after `-`, and those that only the second has, each after `+`. Both are texts of `snapshotCsv`.
 */
export function encodeSnapshotDelta(base: SnapshotText, snapshot: SnapshotText): string {
  const [before, after] = [eventLines(base.text), eventLines(snapshot.text)];
  const [had, has] = [new Set(before), new Set(after)];
  const gone = before.filter((line) => !has.has(line)).map((line) => MARK.gone + line);
  const come = after.filter((line) => !had.has(line)).map((line) => MARK.come + line);
  return `${[firstLine(base.digest, snapshot.digest), ...gone, ...come].join("\n")}\n`;
}

/** A text and the SHA-256 of the snapshot that it is, or makes. */
export interface SnapshotText {
  readonly text: string;
  readonly digest: string;
}

/**
 * The text of the snapshot that deltas, one after the other, make of a base. The caller checks it against the last digest: that is
 * the proof.
 *
 * @param deltas texts and the digests of the snapshots that they make
 * @throws InputError when a delta is not one of the snapshot before it, or takes out a line that it has not
 */
export function applySnapshotDeltas(base: SnapshotText, deltas: readonly SnapshotText[]): string {
  const [header] = base.text.split("\n", 1);
  const kept = new Set(eventLines(base.text));
  deltas.forEach((delta, place) => changeLines(kept, delta, place === 0 ? base.digest : deltas[place - 1]!.digest));
  return deltas.length === 0 ? base.text : snapshotCsv(parseSnapshotCsv(`${[header, ...kept].join("\n")}\n`));
}

function changeLines(kept: Set<string>, { text, digest }: SnapshotText, base: string): void {
  const [first, ...lines] = text.split("\n");
  if (first !== firstLine(base, digest)) throw new InputError("not the delta between these snapshots", { line: 1, value: first, expected: firstLine(base, digest) });
  if (lines.pop() !== "") throw new InputError("delta is cut short", { expected: "a line break at the end" });
  for (const [index, line] of lines.entries()) {
    const event = line.slice(1);
    const right = line.startsWith(MARK.gone) ? kept.delete(event) : line.startsWith(MARK.come) && !kept.has(event) && kept.add(event).has(event);
    if (!right) throw new InputError("not a line of a delta of this snapshot", { line: index + 2, value: line, expected: "- and a line of the base, or + and another line" });
  }
}

function eventLines(text: string): string[] {
  return text.split("\n").slice(1, -1);
}

function firstLine(base: string, digest: string): string {
  return `# snapshot ${digest} from ${base}`;
}
