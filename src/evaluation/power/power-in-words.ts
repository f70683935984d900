import type { DetectableDeparture } from "./detectable-departure.ts";

/**
 * What stands beside "not rejected", as one sentence: "Would have seen with 80 % probability: a true rate 1.6 times the
 * forecast's or more. Could not have seen: …".
 *
 * @throws RangeError for no departures, or departures of different power.
 */
export function powerInWords(departures: readonly DetectableDeparture[]): string {
  if (departures.length === 0) throw new RangeError("powerInWords: no departures");
  const { power } = departures[0];
  if (departures.some((departure) => departure.power !== power)) throw new RangeError("powerInWords: departures of different power");
  const seen = departures.filter(({ value }) => value !== null).map((departure) => seenInWords(departure, departure.value!));
  const unseen = departures.filter(({ value }) => value === null).map(unseenInWords);
  return [
    ...(seen.length > 0 ? [`Would have seen with ${Number((100 * power).toPrecision(6))} % probability: ${seen.join("; or ")}.`] : []),
    ...(unseen.length > 0 ? [`Could not have seen with that probability: ${unseen.join("; or ")}.`] : []),
  ].join(" ");
}

function seenInWords({ kind, direction }: DetectableDeparture, value: number): string {
  switch (kind) {
    // Rounded away from no departure, so that the sentence never claims more than was found.
    case "rate-factor": return direction === "above" ? `a true rate ${roundUp(value)} times the forecast's or more` : `a true rate 1/${roundUp(1 / value)} of the forecast's or less`;
    case "b-value-shift": return direction === "above" ? `a b-value higher by ${roundUp(value)} or more` : `a b-value lower by ${roundUp(-value)} or more`;
    case "even-spread-share": return `${Math.ceil(100 * value)} % or more of the earthquakes spread evenly over the region`;
    case "concentration-exponent": return direction === "above" ? `cell rates more concentrated by an exponent of ${roundUp(value)} or more` : `cell rates flatter by an exponent of ${roundDown(value)} or less`;
  }
}

function unseenInWords({ kind, direction, searchedTo }: DetectableDeparture): string {
  switch (kind) {
    case "rate-factor": return direction === "above" ? `a true rate up to ${roundUp(searchedTo)} times the forecast's` : `a true rate down to 1/${roundUp(1 / searchedTo)} of the forecast's`;
    case "b-value-shift": return direction === "above" ? `a b-value higher by up to ${searchedTo}` : `a b-value lower by up to ${-searchedTo}`;
    case "even-spread-share": return "earthquakes spread evenly over the region";
    case "concentration-exponent": return direction === "above" ? `cell rates more concentrated, up to an exponent of ${searchedTo}` : "cell rates all alike";
  }
}

/** To two digits after the point below 10, else to whole numbers. */
function roundUp(value: number): string {
  return value < 10 ? String(Math.ceil(100 * value - 1e-9) / 100) : String(Math.ceil(value - 1e-9));
}

function roundDown(value: number): string {
  return String(Math.floor(100 * value + 1e-9) / 100);
}
