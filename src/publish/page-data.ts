import type { SiteHead } from "./model.ts";
import { dataPath, type Page, rootOf, tablesOf } from "./page.ts";

/** Where the schema of the data files stands. */
export const SCHEMA_PATH = "data/page.schema.json";

/** The JSON beside a page: its tables with raw numbers; infinities and NaN are the strings `"-Infinity"`, `"Infinity"`, `"NaN"`. */
export function pageData(page: Page, head: SiteHead): { path: string; bytes: string } {
  const { settledThrough = head.settledThrough } = page;
  const path = dataPath(page.path);
  const root = rootOf(path);
  const document = {
    $schema: `${root}${SCHEMA_PATH}`,
    page: page.path,
    title: page.title,
    answer: page.answer,
    experiment: head.experiment,
    simulated: head.simulated,
    evidenceClass: head.evidenceClass,
    settledThrough: settledThrough === null ? null : new Date(settledThrough).toISOString(),
    policy: { id: head.policy.id, digest: head.policy.digest },
    ledger: head.ledger,
    tables: Object.fromEntries(tablesOf(page.content).map(({ key, caption, empty, columns, data }) => [key, {
      caption,
      columns: columns.map((column) => ({ key: column.key, label: column.label, unit: column.unit })),
      rows: data,
      ...(data.length === 0 ? { empty } : {}),
    }])),
  };
  return { path, bytes: `${JSON.stringify(document)}\n` };
}

const text = { type: "string" };
const digest = { type: "string", description: "hexadecimal SHA-256" };

/** JSON Schema of every data file. */
export const PAGE_SCHEMA = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Data of one page of a quakegate site",
  type: "object",
  required: ["page", "title", "answer", "experiment", "simulated", "evidenceClass", "settledThrough", "policy", "ledger", "tables"],
  properties: {
    $schema: text, page: text, title: text, answer: text, experiment: text,
    simulated: { type: "boolean", description: "true: the catalog was made by a simulator" },
    evidenceClass: { enum: ["prospective", "pseudo-prospective", "retrospective"] },
    settledThrough: { type: ["string", "null"], description: "ISO 8601, UTC; of what the page shows" },
    policy: { type: "object", required: ["id", "digest"], properties: { id: text, digest } },
    ledger: { type: "object", required: ["entries", "headDigest"], properties: { entries: { type: "integer" }, headDigest: digest } },
    tables: {
      type: "object",
      additionalProperties: {
        type: "object",
        required: ["caption", "columns", "rows"],
        properties: {
          caption: text,
          columns: { type: "array", items: { type: "object", required: ["key", "label", "unit"], properties: { key: text, label: text, unit: text } } },
          rows: { type: "array", items: { type: "object", additionalProperties: { type: ["string", "number", "boolean", "null"], description: "times ISO 8601 UTC; numbers that JSON cannot carry as \"NaN\", \"Infinity\", \"-Infinity\"" } } },
          empty: { type: "string", description: "why there are no rows" },
        },
      },
    },
  },
} as const;
