import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Handlebars from "handlebars";

/** Works from `src/publish` and from `dist/publish`. */
const FOLDER = fileURLToPath(new URL("../../templates", import.meta.url));

/** The site's templates: a page's template rendered inside `layout`. */
export interface Templates {
  readonly css: string;
  readonly script: string;
  render(name: string, context: object): string;
}

/** Reads and compiles all templates; partials are named after their files. */
export function loadTemplates(): Templates {
  const handlebars = Handlebars.create();
  for (const [name, text] of templatesIn("partials")) handlebars.registerPartial(name, text);
  const pages = new Map([...templatesIn("pages")].map(([name, text]) => [name, handlebars.compile(text, { preventIndent: true, strict: false })]));
  return {
    css: readFileSync(join(FOLDER, "site.css"), "utf8"),
    script: readFileSync(join(FOLDER, "freshness.js"), "utf8").trim(),
    render(name, context) {
      const template = pages.get(name);
      if (template === undefined) throw new RangeError(`no template named ${name} in templates/pages`);
      return template(context);
    },
  };
}

function templatesIn(folder: string): [string, string][] {
  const files = readdirSync(join(FOLDER, folder)).filter((file) => file.endsWith(".hbs")).sort();
  return files.map((file) => [file.slice(0, -4), readFileSync(join(FOLDER, folder, file), "utf8")]);
}
