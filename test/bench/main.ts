import { benchCatalogLevel } from "./catalog-level.ts";
import { benchConsistency } from "./consistency.ts";
import { benchConsistencyLevel } from "./consistency-level.ts";
import { benchConsistencyPower } from "./consistency-power.ts";
import { etasCoverage } from "./etas/coverage.ts";
import { etasBench } from "./etas/etas-fit.ts";
import { benchGateOperatingCharacteristics } from "./gate-operating-characteristics.ts";
import { benchHugeCatalogForecast } from "./huge-catalog-forecast.ts";
import { benchPycsep } from "./pycsep.ts";
import { benchReasenbergJonesLevel } from "./reasenberg-jones-level.ts";
import { benchRegionalReplay } from "./regional-replay.ts";
import { benchRevisionScores } from "./revision-scores.ts";
import { benchTransparencyLog } from "./transparency-log.ts";

/** Benchmarks and level studies by name: `npm run bench -- pycsep`; without a name the first. A new one is a file and a line. */
const BENCHMARKS: Readonly<Record<string, () => void | Promise<void>>> = {
  consistency: benchConsistency,
  "consistency-level": benchConsistencyLevel,
  "consistency-power": benchConsistencyPower,
  "catalog-level": benchCatalogLevel,
  pycsep: benchPycsep,
  etas: etasBench,
  "etas-coverage": etasCoverage,
  "reasenberg-jones-level": benchReasenbergJonesLevel,
  "huge-catalog-forecast": benchHugeCatalogForecast,
  "regional-replay": benchRegionalReplay,
  "revision-scores": benchRevisionScores,
  "gate-operating-characteristics": benchGateOperatingCharacteristics,
  "transparency-log": benchTransparencyLog,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in BENCHMARKS));
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(", ")}; there are ${Object.keys(BENCHMARKS).join(", ")}`);
  process.exit(2);
}
for (const name of wanted.length > 0 ? wanted : Object.keys(BENCHMARKS).slice(0, 1)) {
  console.log(`\n# ${name}`);
  await BENCHMARKS[name]();
}
