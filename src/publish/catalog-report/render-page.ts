import { shortDigest } from "../format-digest.ts";
import { formatCount } from "../format-number.ts";
import { formatTime } from "../format-time.ts";
import { tablesOf } from "../page.ts";
import { loadTemplates } from "../templates.ts";
import { fileName } from "./file-name.ts";
import type { ReportPage } from "./report-page.ts";

const LIMITS_OF_A_CATALOG = "A description of one catalog file for research. It says nothing of earthquakes that the file does not list: missing data is not zero earthquakes. No basis for decisions about life or property.";

/** The page as one self-contained HTML file without script: style, pictures and the tables as JSON are inside it. */
export function renderCatalogReport({ title, answer, source, sections, citations, limits = LIMITS_OF_A_CATALOG }: ReportPage): string {
  const templates = loadTemplates();
  return templates.render("catalog-report", {
    title, answer, citations, limits,
    sections: sections.map((section) => ({ ...section, parts: section.parts.map((part) => (part.kind === "figure" ? { figure: part } : { table: part })) })),
    source: {
      ...source, file: fileName(source.file),
      first: formatTime(source.first), last: formatTime(source.last), events: formatCount(source.events),
      digest: { text: shortDigest(source.sha256), title: source.sha256 },
    },
    // Table and figure templates link here for the raw numbers.
    page: { data: "#data" },
    json: escapeText(tablesAsJson(title, source.sha256, sections)),
    style: templates.css,
    policyHeader: "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'",
  });
}

/** A line a row, so that a person can read it. */
function tablesAsJson(title: string, sha256: string, sections: ReportPage["sections"]): string {
  const tables = tablesOf(sections).map(({ key, data }) => `${JSON.stringify(key)}: [\n${data.map((row) => JSON.stringify(row)).join(",\n")}\n]`);
  return `{"title": ${JSON.stringify(title)}, "sha256": ${JSON.stringify(sha256)}, "tables": {\n${tables.join(",\n")}\n}}`;
}

function escapeText(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
}
