import type { EpochMs } from "../../seismicity/time.ts";
import type { EvidenceClass } from "../../seismicity/window.ts";

/** What became of one forecast of a submitted model, or of a correction of it. */
export interface SubmissionRow {
  readonly model: string;
  /** Name of the window, such as `7d-0042`. */
  readonly window: string;
  /** 0 for the one that counts. */
  readonly correction: number;
  /** Such as `on-time`, `late`, `missing`, `embargoed`, `unrevealed`, `revealed-late`. */
  readonly state: string;
  /** Null while there is no forecast. */
  readonly evidenceClass: EvidenceClass | null;
  /** Wall clock, of an embargoed one when it was committed to; null when nothing came. */
  readonly receivedAt: EpochMs | null;
  /** Wall clock; null for one that was not embargoed, and while it is not revealed. */
  readonly revealedAt: EpochMs | null;
  readonly digest: string | null;
  /** Index in the log of the submission, or of the commitment of one that is not revealed. */
  readonly entry: number | null;
  /** Nats; null while it is not scored. */
  readonly logScore: number | null;
}
