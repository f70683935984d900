import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEtasLikelihood } from "../../../src/forecasters/etas/likelihood/log-likelihood.ts";
import { plainPairSums } from "../../../src/forecasters/etas/likelihood/pair-sums-plain.ts";
import { hasShared } from "../../support/shared.ts";
import { cpuTime, formatTable } from "../cpu-time.ts";
import { outlineGain } from "./outline-gain.ts";
import { etasPeer, PEER_SOURCE } from "./peer/environment.ts";
import { type OurFit, type OurRun, type PeerRun, runOurs, runPeer } from "./peer/sides.ts";
import { mizrahiExample, rateOfTheta, sanJacinto, type ReferenceProblem } from "./reference-problems.ts";

/** One-day catalogs: ours, and the peer's, whose time a catalog does not depend on their number. */
const CATALOGS = 10_000;
const PEER_CATALOGS = 200;
/** Environment variable; with it the peer fits SanJac_10 too, which takes it more than ten minutes of CPU and 4 GB. */
const WITH_SANJAC_PEER = "QUAKEGATE_ETAS_PEER_SANJAC";

/**
 * Fits the example of `lmizrahi/etas` and EarthquakeNPP's SanJac_10 here and by the package, one after the other in one run,
 * each in a process of its own, and simulates from both fits of the example. Log-likelihoods of both are by one exact
 * evaluation over all pairs; the package's own stops short of its maximum. Where the package cannot be had its figures are
 * stored ones of another machine, and called so.
 */
export function etasBench(): void {
  if (!hasShared) {
    console.log("needs the reference folder ../shared");
    return;
  }
  console.log(formatTable([["problem", "pairs", "ns a pair", "plain JavaScript"], ...[mizrahiExample()].map(kernelRow)]));
  const peer = etasPeer();
  console.log("missing" in peer ? `\nTHE PEER WAS NOT RUN: ${peer.missing}. Its figures are stored ones, measured elsewhere on two virtual processors; ${PEER_SOURCE} can name a folder with its source.` : `\npeer: ${peer.said}`);
  for (const reference of [mizrahiExample(), sanJacinto()]) {
    const simulations = reference.name === "example" ? CATALOGS : 0;
    const runsPeer = !("missing" in peer) && (reference.name === "example" || process.env[WITH_SANJAC_PEER] !== undefined);
    console.log(`\n## ${reference.name}: ${reference.fitting.sources.tDays.length} sources, ${reference.fitting.targets.length} targets`);
    const ours = [true, false].map((taper) => runOurs({ problem: reference.name, taper, simulations: taper ? simulations : 0 }));
    const theirs = runsPeer ? peerRun(peer.python, reference, simulations > 0 ? PEER_CATALOGS : 0) : undefined;
    if (!runsPeer && !("missing" in peer)) console.log(`the peer is not run on this; ${WITH_SANJAC_PEER}=1 does`);
    tellFits(reference, ours, theirs);
    tellSimulations(ours[0]!, theirs);
    for (const { fit } of ours) tellEstimates(fit);
  }
  outlineGain();
}

function kernelRow({ name, fitting, peerRate }: ReferenceProblem): string[] {
  const likelihood = createEtasLikelihood(fitting);
  const perPair = (run: () => unknown, repeats: number): string => ((cpuTime(run, repeats).medianMs * 1e6) / likelihood.pairCount).toFixed(1);
  return [name, String(likelihood.pairCount), perPair(() => likelihood.evaluate(peerRate), 5), perPair(() => plainPairSums(fitting, peerRate), 1)];
}

function peerRun(python: string, reference: ReferenceProblem, simulations: number): PeerRun {
  const folder = mkdtempSync(join(tmpdir(), "quakegate-etas-"));
  try {
    return runPeer(python, { ...reference.peerJob(folder), simulations });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function tellFits(reference: ReferenceProblem, ours: readonly OurRun[], theirs: PeerRun | undefined): void {
  const { fitting, testing, poissonPerEvent, peerRate, peerTestScore, peerSeconds, peerPeakMb } = reference;
  const [tapered] = ours as [OurRun];
  const rate = theirs === undefined ? peerRate : rateOfTheta(theirs.invert.theta);
  const peerTest = theirs === undefined ? peerTestScore.ll_per_event : createEtasLikelihood(testing).evaluate(rate).logLikelihood / testing.targets.length;
  const wall = theirs === undefined ? peerSeconds : theirs.prepare.wall + theirs.invert.wall;
  const cpu = theirs === undefined ? undefined : theirs.prepare.cpu + theirs.invert.cpu;
  const peak = theirs?.invert.peakMb ?? peerPeakMb;
  const ratio = (theirs: number, own: number): string => `${(theirs / own).toFixed(1)}x`;
  const row = (name: string, value: (fit: OurFit) => string, peer: string, last = ""): string[] => [name, ...ours.map(({ fit }) => value(fit)), peer, last];
  console.log(formatTable([
    ["", "here, tapered", "here, untapered", theirs === undefined ? "peer, STORED" : "peer, this run", "peer / tapered"],
    row("log-likelihood", ({ logLikelihood }) => logLikelihood.toFixed(2), createEtasLikelihood(fitting).evaluate(rate).logLikelihood.toFixed(2)),
    row("gain on the test window, nats/event", ({ testScore }) => (testScore - poissonPerEvent).toFixed(4), (peerTest - poissonPerEvent).toFixed(4)),
    row("seconds, CPU", ({ cpu }) => cpu.toFixed(1), cpu === undefined ? "not stored" : cpu.toFixed(1), cpu === undefined ? "" : ratio(cpu, tapered.fit.cpu)),
    row("seconds, wall", (fit) => fit.wall.toFixed(1), wall.toFixed(1), ratio(wall, tapered.fit.wall)),
    row("peak MB", ({ peakMb }) => peakMb.toFixed(0), peak.toFixed(0), ratio(peak, tapered.fit.peakMb)),
    row("pairs", () => "all", theirs === undefined ? "" : `${theirs.prepare.pairs}, cut off by distance`),
    row("state", ({ state }) => state, theirs === undefined ? "" : `${theirs.invert.iterations} rounds of EM, n_hat ${theirs.invert.nHat.toFixed(2)}`),
    row("|gradient|", ({ largestGradient }) => largestGradient.toExponential(1), ""),
    row("evaluations, all pairs and sampled", ({ evaluations }) => `${evaluations.allPairs}, ${evaluations.sampledPairs}`, ""),
    row("branching ratio to M 8", ({ branchingRatio }) => branchingRatio?.toFixed(4) ?? "infinite, p <= 1", ""),
    row("residuals, p of times and of gaps", ({ residuals }) => `${residuals.times.toPrecision(2)}, ${residuals.gaps.toPrecision(2)}`, ""),
  ]));
}

function tellSimulations({ simulate: own }: OurRun, theirs: PeerRun | undefined): void {
  if (own === undefined) return;
  const peer = theirs?.simulate;
  const cells = ({ catalogs, events, squares, cpu, wall }: NonNullable<OurRun["simulate"]>): string[] => [String(catalogs), cpu.toFixed(2), wall.toFixed(2), ((1000 * cpu) / catalogs).toPrecision(3), (events / catalogs).toFixed(4), `± ${Math.sqrt((squares / catalogs - (events / catalogs) ** 2) / catalogs).toFixed(4)}`];
  console.log(`\n${formatTable([
    ["one-day catalogs", "catalogs", "CPU s", "wall s", "CPU ms each", "events each", "standard error"],
    ["here", ...cells(own)],
    peer === undefined ? ["peer, STORED", "", "", "", "45", "", ""] : ["peer, this run", ...cells(peer)],
  ])}`);
  if (peer !== undefined) console.log(`ratio of CPU a catalog: ${(peer.cpu / peer.catalogs / (own.cpu / own.catalogs)).toFixed(0)}x`);
}

function tellEstimates({ taper, atBound, gates, estimates }: OurFit): void {
  console.log(`\n${taper ? "with a taper" : "without a taper"}; at a bound: ${atBound.join(" ") || "none"}; gates ${JSON.stringify(gates)}`);
  if (estimates.length === 0) return;
  console.log(formatTable([
    ["", "estimate", "error", "95 %"],
    ...estimates.map(({ name, value, standardError, interval }) => [name, value.toPrecision(5), standardError.toPrecision(3), interval.map((side) => side.toPrecision(4)).join(" to ")]),
  ]));
}
