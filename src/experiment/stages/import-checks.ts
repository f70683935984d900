import type { Ledger } from "../../ledger/ledger.ts";
import type { ImportRecord } from "../../ledger/records.ts";
import { contradictedRounding } from "../../observations/magnitude-rounding.ts";
import type { EventRevision } from "../../seismicity/catalog.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { Experiment } from "../load-experiment.ts";
import type { ExperimentFile } from "../schema.ts";

export type CatalogSource = ExperimentFile["catalog"]["sources"][number];

/** @throws InputError for a source that experiment.yaml does not have */
export function sourceNamed(experiment: Experiment, name: string): CatalogSource {
  const { sources } = experiment.file.catalog;
  const source = sources.find((candidate) => candidate.name === name);
  if (source === undefined) throw new InputError("no such catalog source in experiment.yaml", { field: "--source", value: name, expected: sources.map((known) => known.name).join(", ") });
  return source;
}

/** Imports of these very bytes into a source. */
export function earlierImports(ledger: Ledger, source: string, sha256: string): ImportRecord[] {
  return ledger.imports().filter((record) => record.source === source && record.digest === sha256);
}

/**
 * That the magnitudes of new versions are what experiment.yaml says of them.
 *
 * @throws InputError for types that have no rule, and for magnitudes rounded to another step
 */
export function checkMagnitudes(experiment: Experiment, source: CatalogSource, file: string, revisions: readonly EventRevision[]): void {
  const listed = revisions.filter((revision) => !revision.deleted).map((revision) => revision.event);
  const types = [...new Set(listed.map((event) => event.magnitudeType))].sort();
  if (source.acceptMagnitudeTypes === undefined && source.mixedMagnitudeTypes === "refuse" && types.length > 1) {
    throw new InputError("magnitudes of mixed type without a rule", {
      file, field: "magnitude type", value: types, expected: "one type, or acceptMagnitudeTypes or mixedMagnitudeTypes: accept-as-is for this source in experiment.yaml",
    });
  }
  const { magnitudeBinWidth, completenessMagnitude } = experiment.file.catalog;
  const found = contradictedRounding(listed.map((event) => event.magnitude).filter((magnitude) => magnitude >= completenessMagnitude - 1e-9), magnitudeBinWidth);
  if (found !== undefined) throw new InputError("magnitudes are not rounded as experiment.yaml says", { file, field: "catalog.magnitudeBinWidth", value: magnitudeBinWidth, expected: `the step of this file: ${found}` });
}
