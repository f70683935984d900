import { InputError } from "../input-error.ts";
import type { Region } from "../region.ts";
import { CALIFORNIA_RELM } from "./california-relm.ts";
import { type ColumnRuns, regionFromColumnRuns } from "./column-runs.ts";
import { ITALY_CSEP } from "./italy-csep.ts";
import { NEW_ZEALAND_CSEP } from "./new-zealand-csep.ts";

const BUILT_IN: readonly ColumnRuns[] = [CALIFORNIA_RELM, ITALY_CSEP, NEW_ZEALAND_CSEP];

/** Names that {@link builtInRegion} knows. */
export const BUILT_IN_REGION_IDS: readonly string[] = BUILT_IN.map((runs) => runs.id);

/** A built-in testing region by name. @throws InputError for an unknown name. */
export function builtInRegion(id: string): Region {
  const runs = BUILT_IN.find((candidate) => candidate.id === id);
  if (runs === undefined) throw new InputError("unknown region", { field: "region", value: id, expected: `one of ${BUILT_IN_REGION_IDS.join(", ")}` });
  return regionFromColumnRuns(runs);
}
