import type { Catalog } from "../../seismicity/catalog.ts";
import { magnitudeTimeChart } from "../charts/magnitude-time-chart.ts";
import { type FigureView, figure } from "../figure.ts";
import { formatCount } from "../format-number.ts";
import { formatDate, formatTime } from "../format-time.ts";
import { magnitudeText } from "./frequency-magnitude-figure.ts";
import type { CatalogInspection } from "./report.ts";

/** Magnitude against time; its numbers stand in the tables of years and of the largest events. */
export async function magnitudeTimeFigure({ source, largest, gaps }: CatalogInspection, { times, magnitudes }: Catalog): Promise<FigureView> {
  const [top] = largest;
  const said = gaps.length === 0 ? "" : " Shaded: spans without any event that the rate before them makes implausible.";
  return figure({
    id: "magnitude-time",
    title: "Magnitude against time",
    caption: `Every event, in a stronger tone where many share a place in the picture; dots: the ${largest.length} largest. Where the lower edge rises or falls, the smallest magnitude that was recorded changed.${said}`,
    pictures: [{
      heading: "", svg: await magnitudeTimeChart({
        id: "magnitude-time", times, magnitudes, from: source.first, to: source.last + 1, largest, gaps,
        label: `Magnitudes of ${formatCount(source.events)} events from ${formatDate(source.first)} to ${formatDate(source.last)}; the largest is ${magnitudeText(top!.magnitude)} on ${formatTime(top!.time)}.`,
      }),
    }],
    tables: [],
  });
}
