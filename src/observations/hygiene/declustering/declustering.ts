/** Clusters of a catalog. */
export interface Declustering {
  /** 1 for the largest event of each cluster (single events included), else 0; one value an event. */
  readonly isMainshock: Uint8Array;
  /** Index of the mainshock of each event's cluster; a mainshock's own index is its own. */
  readonly mainshockOf: Int32Array;
}
