import type { Command } from "commander";
import { loadExperiment } from "../../experiment/load-experiment.ts";
import { readJsonFile, readSalt, receiptPath, saltOf, writeDocument } from "../../experiment/submission/author-files.ts";
import type { Signing } from "../../experiment/submission/authorise.ts";
import { checkReceipt } from "../../experiment/submission/check-receipt.ts";
import { commitForecast, commitmentHash, revealForecast } from "../../experiment/submission/embargo.ts";
import { type Owed, owedForecast, refuseFarAhead } from "../../experiment/submission/owed-forecast.ts";
import { type CanonicalForecast, canonicalForecast } from "../../experiment/submission/read-forecast.ts";
import { parseReceipt, type Receipt } from "../../experiment/submission/receipt.ts";
import { commitmentStatement, parseSignedStatement, signStatement, submissionStatement } from "../../experiment/submission/statement.ts";
import { type SubmissionView, submissionViews } from "../../experiment/submission/states.ts";
import { submitForecast } from "../../experiment/submission/submit.ts";
import { readTextFile } from "../../formats/text-file.ts";
import { openLedger } from "../../ledger/ledger.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { formatInstant } from "../../seismicity/time.ts";
import { positiveInteger } from "../arguments.ts";
import { type Answer, inSession, print, type WorkspaceOptions, workspaceCommand } from "../workspace-command.ts";

interface ForecastOptions extends WorkspaceOptions {
  window?: string;
  model?: string;
  version?: string;
  catalogs?: number;
}

interface SigningOptions {
  team?: string;
  key?: string;
  signature?: string;
}

interface SubmitOptions extends ForecastOptions, SigningOptions {
  correction: boolean;
  receipt?: string;
  checkReceipt?: string;
}

/** `quakegate submit FILE`: a forecast made elsewhere is sealed for a window. */
export function submitCommand(): Command {
  const submit = forecastCommand("submit", "seal a forecast that was made elsewhere; there is no way to withdraw one")
    .argument("[file]", "gridded forecast or simulated catalogs of the window, in any format that can be read")
    .option("--team <name>", "whose key signs")
    .option("--key <file>", "private key of the team, where it is at hand")
    .option("--signature <file>", "what `submit sign` wrote where the key is")
    .option("--correction", "keep this beside the forecast that was submitted first, which still counts", false)
    .option("--receipt <file>", "where the receipt goes (default: beside the file)")
    .option("--check-receipt <file>", "instead: does the ledger still have what this receipt says? Exit code 1 when not")
    .enablePositionalOptions()
    .action((file: string | undefined, options: SubmitOptions) => (options.checkReceipt === undefined ? submitFile(required("file", file), options) : checkReceiptFile(options.checkReceipt, options)));
  for (const command of [signCommand(), commitCommand(), revealCommand(), listCommand()]) submit.addCommand(command);
  return submit;
}

function submitFile(file: string, options: SubmitOptions): Promise<void> {
  return inSession(options, async (session) => {
    const owed = owedOf(options, session.experiment);
    refuseFarAhead(owed, Date.now());
    const forecast = await canonicalForecast(owed, file, options.catalogs);
    const receipt = submitForecast(session, { owed, forecast, signing: signingOf(options), correction: options.correction }, Date.now);
    return receiptAnswer(receipt, options.receipt ?? receiptPath(file, receipt), forecast);
  });
}

function checkReceiptFile(file: string, options: WorkspaceOptions): void {
  const receipt = parseReceipt(readJsonFile(file), file);
  const experiment = loadExperiment(options.workspace);
  const ledger = openLedger(options.workspace, { create: false });
  try {
    const problems = checkReceipt(experiment, ledger, receipt);
    if (problems.length > 0) process.exitCode = 1;
    print(options, { json: { verified: problems.length === 0, problems, receipt }, text: problems.length === 0 ? [`${file}: the ledger has what this receipt says`, ...receiptInWords(receipt)] : problems.map((problem) => `${file}: ${problem}`) });
  } finally {
    ledger.close();
  }
}

function signCommand(): Command {
  return forecastCommand("sign", "sign a submission, or with --salt a commitment, where the private key is; needs experiment.yaml and no ledger")
    .argument("<file>", "the forecast")
    .requiredOption("--team <name>", "whose key signs")
    .requiredOption("--key <file>", "private key of the team")
    .requiredOption("-o, --output <file>", "signed statement to write")
    .option("--salt <file>", "sign a commitment with the salt in this file, which is made when it is not there")
    .option("--corrects <leaf hash>", "of the submission that this one corrects, from its receipt")
    .action(async (file: string, options: ForecastOptions & { team: string; key: string; output: string; salt?: string; corrects?: string }) => {
      if (options.salt !== undefined && options.corrects !== undefined) throw new InputError("options that do not go together", { field: "--salt, --corrects", expected: "one of them: a commitment corrects nothing" });
      const owed = owedOf(options);
      if (owed.team !== options.team) throw new InputError("the model is not this team's", { field: "--team", value: options.team, expected: owed.team ?? "no signature: the model has no team in the experiment file" });
      const forecast = await canonicalForecast(owed, file, options.catalogs);
      const statement = options.salt === undefined
        ? submissionStatement(owed, { digest: forecast.digest, fileSha256: forecast.fileSha256, corrects: options.corrects ?? null })
        : commitmentStatement(owed, commitmentHash(saltOf(options.salt), forecast.bytes));
      const signed = signStatement(statement, readTextFile(options.key).text, options.key);
      writeDocument(options.output, signed);
      print(options, { json: signed, text: [`${options.output}: ${options.salt === undefined ? "submission" : "commitment"} of ${owed.model} ${owed.version} for ${statement.window}, signed`, ...notesInWords(forecast)] });
    });
}

function commitCommand(): Command {
  return forecastCommand("commit", "bind a model to a forecast that is revealed when its window has opened")
    .argument("[file]", "the forecast; not needed with --signature, so that it can stay with its authors")
    .option("--salt <file>", "32 random bytes that hide the forecast; the file is made when it is not there. Keep it: without it nothing can be revealed")
    .option("--team <name>", "whose key signs")
    .option("--key <file>", "private key of the team, where it is at hand")
    .option("--signature <file>", "what `submit sign --salt` wrote")
    .option("--receipt <file>", "where the receipt goes (default: beside the file)")
    .action((file: string | undefined, options: ForecastOptions & SigningOptions & { salt?: string; receipt?: string }) =>
      inSession(options, async (session) => {
        const owed = owedOf(options, session.experiment);
        refuseFarAhead(owed, Date.now());
        const signing = signingOf(options);
        const signed = signing?.by === "statement" && signing.signed.statement.type === "quakegate/commitment/1" ? signing.signed.statement : undefined;
        if (file === undefined && signed === undefined) throw new InputError("nothing to commit to", { field: "file", expected: "a forecast and --salt FILE, or --signature FILE from `quakegate submit sign --salt`" });
        const forecast = file === undefined ? undefined : await canonicalForecast(owed, file, options.catalogs);
        const hash = forecast === undefined ? signed!.commitment : commitmentHash(saltOf(required("--salt", options.salt)), forecast.bytes);
        const receipt = commitForecast(session, { owed, hash, signing }, Date.now);
        return receiptAnswer(receipt, options.receipt ?? receiptPath(file ?? options.signature!, receipt), forecast);
      }),
    );
}

function revealCommand(): Command {
  return forecastCommand("reveal", "open a commitment: the forecast and the salt that it was made of")
    .argument("<file>", "the forecast")
    .requiredOption("--salt <file>", "the salt of the commitment")
    .option("--receipt <file>", "where the receipt goes (default: beside the file)")
    .action((file: string, options: ForecastOptions & { salt: string; receipt?: string }) =>
      inSession(options, async (session) => {
        const owed = owedOf(options, session.experiment);
        const forecast = await canonicalForecast(owed, file, options.catalogs);
        const receipt = revealForecast(session, { owed, forecast, salt: readSalt(options.salt) }, Date.now);
        return receiptAnswer(receipt, options.receipt ?? receiptPath(file, receipt), forecast);
      }),
    );
}

function listCommand(): Command {
  return workspaceCommand("list", "every submission that came or was due, with its score; corrections beside what they correct").action((options: WorkspaceOptions) =>
    inSession(options, (session) => {
      const views = submissionViews(session);
      return { json: views, text: views.length === 0 ? ["the experiment has no submitted model"] : views.map(submissionInOneLine) };
    }),
  );
}

/** Window, model, what became of it, and its score. */
export function submissionInOneLine({ window, model, version, correction, state, evidenceClass, receivedAt, revealedAt, digest, logScore }: SubmissionView): string {
  const parts = [
    correction === 0 ? state : `correction ${correction}, ${state}, does not count`,
    ...(evidenceClass === null ? [] : [evidenceClass]),
    ...(receivedAt === null ? [] : [`${revealedAt !== null || state === "embargoed" || state === "unrevealed" ? "committed" : "received"} ${formatInstant(receivedAt)}`]),
    ...(revealedAt === null ? [] : [`revealed ${formatInstant(revealedAt)}`]),
    ...(digest === null ? [] : [`SHA-256 ${digest}`]),
    ...(logScore === null ? [] : [`log score ${logScore} nats`]),
  ];
  return `${window} ${model} ${version}: ${parts.join(", ")}`;
}

function forecastCommand(name: string, description: string): Command {
  return workspaceCommand(name, description)
    .option("--window <name>", "such as 7d-0042")
    .option("--model <id>", "of a forecaster of kind submitted")
    .option("--version <version>", "of the model, as in the experiment file")
    .option("--catalogs <n>", "simulated catalogs: how many, those without events included", positiveInteger("--catalogs"));
}

function owedOf(options: ForecastOptions, experiment = loadExperiment(options.workspace)): Owed {
  return owedForecast(experiment, { window: required("--window", options.window), model: required("--model", options.model), version: required("--version", options.version) });
}

function signingOf({ team, key, signature }: SigningOptions): Signing {
  if (signature !== undefined && key === undefined) return { by: "statement", signed: parseSignedStatement(readJsonFile(signature), signature), file: signature };
  if (signature === undefined && key !== undefined && team !== undefined) return { by: "key", team, privatePem: readTextFile(key).text, file: key };
  if (signature === undefined && key === undefined && team === undefined) return undefined;
  throw new InputError("options that do not go together", { field: "--team, --key, --signature", expected: "--team and --key, or --signature" });
}

function required(field: string, value: string | undefined): string {
  if (value === undefined) throw new InputError("missing", { field, expected: "see `quakegate submit --help`" });
  return value;
}

/** @throws InputError when the receipt cannot be written; what it is of stands in the log all the same */
function receiptAnswer(receipt: Receipt, path: string, forecast: CanonicalForecast | undefined): Answer {
  try {
    writeDocument(path, receipt);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`the ${receipt.kind} stands in the log (entry ${receipt.entry}), but its receipt was not written: ${error.problem}`, { file: path, expected: "the same command with --receipt and another name, which gives the same receipt" });
  }
  return { json: receipt, text: [...receiptInWords(receipt), ...(forecast === undefined ? [] : notesInWords(forecast)), `receipt: ${path}`] };
}

/** Of a submission to a replay: its clock is not the wall clock. */
const REPLAYED = "in a replay `on-time` is by the replay's clock; the outcome was known, so that the evidence is retrospective";

/** A receipt for people. On time is a revealed forecast by its commitment, as which it is sealed, and not by when it was revealed. */
export function receiptInWords({ kind, window, model, version, correction, status, evidenceClass, entry, forecastEntry, receivedAt, sealedAt, commitBy, digest, commitment, receiptDigest }: Receipt): string[] {
  const what = correction > 0 ? `correction ${correction}` : kind;
  const there = kind !== "reveal" ? `received ${receivedAt}` : status === "on-time" ? `committed ${sealedAt}, revealed ${receivedAt}` : `revealed ${receivedAt}, after its window had settled`;
  return [
    `${window} ${model} ${version}: ${what}, ${status}${evidenceClass === null ? "" : `, ${evidenceClass}`}; ${there}${kind === "reveal" && status !== "on-time" ? "" : `, to be there by ${commitBy}`}`,
    digest === null ? `commitment ${commitment}, log entry ${entry}` : `SHA-256 ${digest}, log entries ${entry} and ${forecastEntry}`,
    ...(status === "on-time" && evidenceClass === "retrospective" ? [`note: ${REPLAYED}`] : []),
    `receipt digest ${receiptDigest}`,
  ];
}

function notesInWords({ notes }: CanonicalForecast): string[] {
  return notes.map((note) => `note: ${note}`);
}
