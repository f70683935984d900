import { CONVERSION_FORMAT, type ConversionDocument, type ConversionLine, MOMENT_TYPES } from "./coefficients.ts";

const SCORDILIS = "Scordilis (2006), J. Seismol. 10, 225–236, doi:10.1007/s10950-006-9012-4";

/**
 * Lines for types without an overlap of their own. Body- and surface-wave magnitudes by Scordilis (2006), global; local and
 * duration magnitudes are taken for Mw, which is an assumption and no result. Events converted so are flagged.
 */
export const LITERATURE_CONVERSIONS: ConversionDocument = {
  format: CONVERSION_FORMAT,
  version: "literature-1",
  targetTypes: [...MOMENT_TYPES],
  lines: [
    published({ id: "scordilis-2006-mb", types: ["mb"], slope: 0.85, intercept: 1.03, slopeStandardError: 0.04, interceptStandardError: 0.23, residualStandardDeviation: 0.29, events: 39_784, range: { min: 3.5, max: 6.2 } }),
    published({ id: "scordilis-2006-ms-low", types: ["ms", "ms_20"], slope: 0.67, intercept: 2.07, slopeStandardError: 0.005, interceptStandardError: 0.03, residualStandardDeviation: 0.17, events: 23_921, range: { min: 3, max: 6.1 } }),
    published({ id: "scordilis-2006-ms-high", types: ["ms", "ms_20"], slope: 0.99, intercept: 0.08, slopeStandardError: 0.02, interceptStandardError: 0.13, residualStandardDeviation: 0.2, events: 2382, range: { min: 6.2, max: 8.2 } }),
    assumedIdentity("ml"),
    assumedIdentity("md"),
  ],
};

function published(line: Pick<ConversionLine, "id" | "types" | "slope" | "intercept" | "slopeStandardError" | "interceptStandardError" | "residualStandardDeviation" | "events" | "range">): ConversionLine {
  return { ...line, covariance: null, orthogonalStandardDeviation: null, basis: "literature", source: SCORDILIS };
}

function assumedIdentity(type: string): ConversionLine {
  return {
    id: `identity-${type}`, types: [type], slope: 1, intercept: 0, slopeStandardError: 0, interceptStandardError: 0, covariance: 0,
    residualStandardDeviation: null, orthogonalStandardDeviation: null, events: null, range: { min: -3, max: 7 }, basis: "assumed", source: "taken for Mw; not measured",
  };
}
