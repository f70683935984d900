import { lightenUntil } from "./colour.ts";
import type { ModelView } from "./model.ts";

/** Background of the page in dark mode; `site.css` has the same. */
const DARK_PAPER = "#14171a";
const LEAST_CONTRAST = 4.5;

/** CSS variables `--m0`, `--m1`, … with the models' colours for light and dark, in the site's order of models. */
export function modelColourStyle(models: readonly ModelView[]): string {
  const colours = models.map(({ id, colour }) => {
    if (!/^#[0-9a-f]{6}$/i.test(colour)) throw new RangeError(`colour of model ${id} must be written #rrggbb, got ${JSON.stringify(colour)}`);
    return colour;
  });
  const declare = (shade: (colour: string) => string): string => colours.map((colour, place) => `--m${place}:${shade(colour)}`).join(";");
  const light = declare((colour) => colour);
  const dark = declare((colour) => lightenUntil(colour, DARK_PAPER, LEAST_CONTRAST + 1));
  return `:root{${light}}@media screen and (prefers-color-scheme:dark){:root{${dark}}}`;
}

