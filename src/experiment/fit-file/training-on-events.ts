import type { FullCatalog, TrainingView } from "../../forecasters/contract.ts";
import { filterCatalog } from "../../seismicity/catalog.ts";
import type { MagnitudeBins } from "../../seismicity/magnitude-bins.ts";
import type { Region } from "../../seismicity/region.ts";
import type { EpochMs } from "../../seismicity/time.ts";

/** Events of a catalog file, and what they are complete for. */
export interface EventsOfFile {
  readonly history: FullCatalog;
  /** From when on the history is complete. */
  readonly start: EpochMs;
  /** Until when. */
  readonly asOf: EpochMs;
  readonly region: Region;
  /** From which magnitude on. */
  readonly minimumMagnitude: number;
  /** Step to which magnitudes are rounded; 0 when they are not. */
  readonly magnitudeBinWidth: number;
  readonly magnitudeBins: MagnitudeBins;
  /** Events that go into the declustered catalog; none where nothing is declustered. */
  isMainshock?(event: number): boolean;
}

/** What a forecaster is given to learn from a catalog file, outside any experiment: events of all depths that the file lists. */
export function trainingOnEvents({ history, start, asOf, region, minimumMagnitude, magnitudeBinWidth, magnitudeBins, isMainshock = () => false }: EventsOfFile): TrainingView {
  return {
    asOf, history, declustered: filterCatalog(history, isMainshock), historyStart: start, completenessMagnitude: minimumMagnitude, magnitudeBinWidth,
    region, magnitudeBins, depthRangeKm: { min: -Infinity, max: Infinity },
  };
}
