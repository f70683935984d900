import type { EpochMs } from "../../seismicity/time.ts";

/** One window of one model scored once more against a later catalog. The first score stays what counts. */
export interface RevisedScoreRow {
  readonly model: string;
  /** Name of the window, such as `7d-0042`. */
  readonly window: string;
  /** The later catalog is what was known then. */
  readonly catalogAsOf: EpochMs;
  /** Target earthquakes and joint log score in nats: as first settled, and later. */
  readonly eventsThen: number;
  readonly eventsNow: number;
  readonly logScoreThen: number;
  readonly logScoreNow: number;
  /** Digest of the window's target earthquakes in the later catalog. */
  readonly snapshotDigest: string;
}
