import { join } from "node:path";
import { isoWeek } from "../../clock/iso-week.ts";
import { CONSISTENCY_TESTS } from "../../evaluation/registry.ts";
import { policyDigest, policyInWords, rulesOf } from "../../gate/policy.ts";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import { removeUnfinished, writeFileAtomically } from "../../ledger/artifact-store.ts";
import { openLogSigner } from "../../ledger/transparency/log-signer.ts";
import { publishLog } from "../../ledger/transparency/log-site.ts";
import { PUBLISHED_LOG } from "../../ledger/transparency/published-checkpoint.ts";
import { formatLatitude, formatLongitude } from "../../publish/format-place.ts";
import { formatTime } from "../../publish/format-time.ts";
import type { ModelRole, ModelView, PolicyView } from "../../publish/model.ts";
import { policyTerms } from "../../publish/policy-terms.ts";
import { renderSite } from "../../publish/publish-site.ts";
import { buildSiteModel, type SiteModelInput } from "../../publish/site-model.ts";
import type { LogEntry } from "../../ledger/records.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { Region } from "../../seismicity/region.ts";
import { parseInstant } from "../../seismicity/time.ts";
import { windowId } from "../../seismicity/window.ts";
import { knowledgeOf } from "../knowledge.ts";
import type { Experiment } from "../load-experiment.ts";
import type { Progress, Session } from "../run.ts";
import { recordedRevisions } from "../audit/recorded-revisions.ts";
import { submittedModels } from "../submission/owed-forecast.ts";
import { submissionViews } from "../submission/states.ts";
import { registerEvaluator } from "../evidence-bundle/evaluator-key.ts";
import { publishBundles } from "../evidence-bundle/publish-bundles.ts";
import { governingPolicies } from "../gate/governing-policies.ts";
import { challengersOf, registeredPolicy, requireFrozen } from "./decide.ts";
import { headOfContent, recordSite } from "./record-site.ts";
import { heldOpen } from "./settle.ts";

export interface ReportOutcome {
  /** The page to open first. */
  readonly path: string;
  readonly pages: number;
  readonly weeks: readonly string[];
}

/** Publishes the site and, signed, the log under it: everything but the weekly pages is always rendered, of those one week or all. @throws InputError for a week without a settled window, and an experiment that was changed after forecasts had been sealed. */
export async function publishReports(session: Session, week: string | undefined, progress: Progress): Promise<ReportOutcome> {
  const { experiment, ledger, horizons } = session;
  requireFrozen(experiment, ledger);
  const settled = new Set(ledger.settlements().filter((record) => record.state === "settled").map((record) => record.windowId));
  const allWeeks = [...new Set(horizons.flatMap(({ windows }) => windows.filter((window) => settled.has(windowId(window))).map((window) => isoWeek(window.start))))].sort();
  if (week !== undefined && !allWeeks.includes(week)) {
    throw new InputError("no settled window opens in this week", { field: "--week", value: week, expected: allWeeks.length === 0 ? "a settled week; none is settled yet" : `${allWeeks[0]} to ${allWeeks.at(-1)}` });
  }
  const pages = await renderSite(buildSiteModel(siteInput(session)), week === undefined ? allWeeks : [week]);
  const folder = join(experiment.workspace, "reports");
  removeUnfinished(folder);
  pages.forEach((page, index) => {
    writeFileAtomically(join(folder, page.path), page.bytes);
    progress("report", index + 1, pages.length);
  });
  registerEvaluator(session);
  recordSite(session, pages, week === undefined);
  const note = publishLog(ledger, openLogSigner(ledger, experiment.file.name), join(experiment.workspace, PUBLISHED_LOG));
  publishBundles(session, note);
  const first = week === undefined ? allWeeks.at(-1) : week;
  return { path: join(folder, first === undefined ? "index.html" : `weekly/${first}.html`), pages: pages.length, weeks: allWeeks };
}

function siteInput(session: Session): SiteModelInput {
  const { experiment, ledger, horizons, mode, now } = session;
  const { file } = experiment;
  const submitted = submittedModels(experiment).map(({ card }) => card.title);
  const knowledge = knowledgeOf(experiment, ledger);
  const frozen = file.catalog.sources.filter((source) => source.knowledge === "frozen");
  return {
    ledger: { ...ledger, logHead: () => headOfContent(ledger) },
    head: {
      experiment: file.name,
      description: file.description,
      simulated: file.simulation !== undefined,
      evidenceClass: mode === "replay" ? "pseudo-prospective" : "prospective",
      regionTitle: file.regionTitle ?? regionInWords(experiment.region),
      targetMagnitude: file.magnitudes.target,
      depthRangeKm: file.depthKm,
      horizonsDays: file.horizonsDays,
      attribution: file.catalog.sources.map((source) => source.attribution).filter((line) => line !== ""),
      caveats: [
        ...(file.simulation === undefined ? [] : ["Simulated catalog: these earthquakes were made by a computer and never happened."]),
        ...(mode === "replay" ? ["Replay of a past period: pseudo-prospective at best."] : []),
        ...(mode === "replay" && submitted.length > 0 ? [`Submitted in a replay: the outcome was known, so that the forecasts of ${submitted.join(", ")} are retrospective; to repeat it their files must be submitted again.`] : []),
        ...frozen.map((source) => `Frozen catalog (${source.title || source.name}): final places and magnitudes, not those known at the time.`),
        ...file.catalog.sources.flatMap((source) => source.gaps.map((gap) => `No data from ${source.title || source.name} between ${formatTime(parseInstant(gap.from))} and ${formatTime(parseInstant(gap.to))}: ${gap.reason}. Windows that touch this span are not scored.`)),
      ],
      policy: { ...policyView(experiment, ledger.log()), ...governingPolicies(experiment, ledger) },
    },
    models: modelViews(experiment),
    references: { null: file.references.baseline, model: file.references.model },
    region: experiment.region,
    magnitudeBins: experiment.magnitudeBins,
    horizons,
    dataUntil: knowledge.dataUntil,
    heldOpen: new Map(heldOpen(experiment, ledger, () => knowledge, horizons.flatMap(({ windows }) => windows), now).map(({ windowId: id, reason }) => [id, reason])),
    submissions: submissionViews(session).map(({ version: _, logScore, ...row }) => ({ ...row, logScore: logScore === null ? null : Number(logScore) })),
    revisedScores: recordedRevisions(ledger),
    tests: file.tests.filter((test) => test in CONSISTENCY_TESTS),
    alpha: file.alpha,
    seed: file.seed,
    simulations: file.simulations,
  };
}

function policyView(experiment: Experiment, log: readonly LogEntry[]): PolicyView {
  const policy = registeredPolicy(experiment, log);
  const rules = rulesOf(policy);
  const shared = { ...policyTerms(policy), id: rules.id, digest: policyDigest(policy), minimumEvents: rules.minimumEvents, steps: policyInWords(rules, opponents(experiment)), document: canonicalJson(policy) };
  if (rules.policy === "anytime") return { ...shared, alpha: rules.alpha, consistencyAlpha: experiment.file.alpha, tests: rules.calibrationStatistics };
  return { ...shared, alpha: rules.skillAlpha, consistencyAlpha: rules.consistencyAlpha, tests: rules.consistencyTests };
}

/** Titles of the references that some challenger meets; a reference that is judged itself does not meet itself. */
function opponents(experiment: Experiment): string[] {
  const { references, forecasters } = experiment.file;
  const challengers = challengersOf(experiment);
  const met = [...new Set([references.model, references.baseline])].filter((id) => challengers.some((challenger) => challenger !== id));
  return met.map((id) => experiment.forecasters[forecasters.findIndex((entry) => entry.id === id)]!.forecaster.card.title);
}

function regionInWords({ id, bounds: { south, north, west, east } }: Region): string {
  return `${id}, ${formatLatitude(south)} to ${formatLatitude(north)}, ${formatLongitude(west)} to ${formatLongitude(east)}`;
}

/** Colours of reference/pages: the null grey, then one per kind; further models take the next of the palette. */
const PALETTE: readonly string[] = ["#0067A6", "#8E4585", "#00796B", "#6D4C41"];
const KIND_COLOURS: Readonly<Record<string, string>> = { "reasenberg-jones": "#B35900", etas: "#0067A6" };
const NULL_COLOUR = "#767676";

function modelViews(experiment: Experiment): ModelView[] {
  const { references, forecasters } = experiment.file;
  const challengers = challengersOf(experiment);
  const taken = new Set<string>();
  return forecasters.map(({ id, kind }, place) => {
    const { forecaster } = experiment.forecasters[place]!;
    const role: ModelRole = id === references.baseline ? "null" : id === references.model ? "reference" : "challenger";
    const preferred = role === "null" ? NULL_COLOUR : KIND_COLOURS[kind];
    const colour = preferred !== undefined && !taken.has(preferred) ? preferred : (PALETTE.find((candidate) => !taken.has(candidate)) ?? NULL_COLOUR);
    taken.add(colour);
    const { title, authors, method, citations, dataUsed, licence } = forecaster.card;
    return { id, title, version: forecaster.version, role, judged: challengers.includes(id), colour, method, authors, citations, dataUsed, licence };
  });
}
