import { describe, expect, it } from "vitest";
import { readCatalogText } from "../../src/formats/catalog-registry.ts";

const document = (events: string, namespace = "http://quakeml.org/xmlns/bed/1.2") => `<?xml version="1.0" encoding="UTF-8"?>
<q:quakeml xmlns="${namespace}" xmlns:q="http://quakeml.org/xmlns/quakeml/1.2" xmlns:other="urn:other">
<eventParameters publicID="smi:local/made-up">
${events}
</eventParameters>
</q:quakeml>
`;
const origin = (id: string, latitude: string | number, depth = "<depth><value>12500</value></depth>", time = "2020-03-01T04:05:06.789Z") =>
  `<origin publicID="smi:local/origin/${id}"><time><value>${time}</value><uncertainty>0.1</uncertainty></time>
   <latitude><value>${latitude}</value></latitude><longitude><value> 13.25 </value></longitude>${depth}
   <creationInfo><creationTime>2020-03-02T00:00:00Z</creationTime></creationInfo></origin>`;
const magnitude = (id: string, value: string | number, type = "ML") =>
  `<magnitude publicID="smi:local/magnitude/${id}"><mag><value>${value}</value></mag><type>${type}</type></magnitude>`;
const event = (inside: string, id = "smi:local/event/ab12") => `<event publicID="${id}">${inside}</event>`;
const read = (events: string) => readCatalogText(document(events), "events.xml");

describe("quakeml", () => {
  it("reads the preferred origin and magnitude, depth in km", () => {
    const text = event(`
      <preferredOriginID>smi:local/origin/2</preferredOriginID><preferredMagnitudeID>smi:local/magnitude/2</preferredMagnitudeID>
      <type>earthquake</type><description><text>Somewhere &amp; elsewhere</text></description>
      ${origin("1", 40)}${origin("2", 42.5)}${magnitude("1", 3.9)}${magnitude("2", 4.2, "Mw")}`);
    expect(read(text)).toEqual({
      format: "quakeml",
      declaresNoEvents: false,
      rejected: [],
      rows: [{ line: 4, event: { id: "ab12", time: Date.UTC(2020, 2, 1, 4, 5, 6, 789), longitude: 13.25, latitude: 42.5, depthKm: 12.5, magnitude: 4.2, magnitudeType: "mw" } }],
    });
  });

  it("takes the first origin and magnitude where none is preferred, and a time without zone for UTC", () => {
    const { rows } = read(event(origin("1", 40, "", "2020-03-01T04:05:06") + origin("2", 42) + magnitude("1", 3.9) + magnitude("2", 4.2)));
    expect(rows[0]!.event).toMatchObject({ time: Date.UTC(2020, 2, 1, 4, 5, 6), latitude: 40, depthKm: Number.NaN, magnitude: 3.9 });
  });

  it.each([
    ["smi:nz.example/2014p856895", "2014p856895"],
    ["quakeml:example.org/fdsnws/event/1/query?eventid=us7000g8ak&amp;format=quakeml", "us7000g8ak"],
    ["smi:example.org/fdsnws/event/1/query?eventId=772691", "772691"],
    ["smi:local/event#77", "77"],
  ])("calls the event %s by %s", (publicId, id) => {
    expect(read(event(origin("1", 40) + magnitude("1", 4), publicId)).rows[0]!.event.id).toBe(id);
  });

  it("passes over other namespaces and deeper origins", () => {
    const { rows } = read(event(`
      <other:origin publicID="x"><other:latitude><other:value>1</other:value></other:latitude></other:origin>
      <focalMechanism publicID="f"><momentTensor><mag><value>9</value></mag></momentTensor></focalMechanism>
      ${origin("1", 40)}${magnitude("1", 4)}`));
    expect(rows[0]!.event).toMatchObject({ latitude: 40, magnitude: 4 });
  });

  it("marks an event that does not exist as withdrawn", () => {
    expect(read(event(`<type>not existing</type>${origin("1", 40)}${magnitude("1", 4)}`)).rows[0]!.deleted).toBe(true);
  });

  it("takes eventParameters without events for a declaration of no events", () => {
    expect(read("")).toMatchObject({ rows: [], rejected: [], declaresNoEvents: true });
  });

  it.each([
    [`<type>quarry blast</type>${origin("1", 40)}${magnitude("1", 4)}`, 'type: not an earthquake; got "quarry blast"'],
    [origin("1", 40), "preferredMagnitudeID: missing from the event; got null"],
    [`<preferredOriginID>smi:gone</preferredOriginID>${origin("1", 40)}${magnitude("1", 4)}`, 'preferredOriginID: missing from the event; got "smi:gone"'],
    [origin("1", "north") + magnitude("1", 4), 'origin/latitude: not a number; got "north"'],
    [origin("1", 40) + magnitude("1", ""), 'magnitude/mag: missing value; got ""'],
    [origin("1", 40, "", "yesterday") + magnitude("1", 4), 'origin/time: not a date and time; got "yesterday"'],
  ])("keeps a bad event aside: %#", (inside, reason) => {
    const { rows, rejected } = read(event(inside) + event(origin("1", 40) + magnitude("1", 4), "smi:local/event/good"));
    expect(rows.map((row) => row.event.id)).toEqual(["good"]);
    expect(rejected).toEqual([{ line: 4, reason: expect.stringContaining(reason), text: "event smi:local/event/ab12", ...(reason.includes("not an earthquake") ? { isEarthquake: false } : {}) }]);
  });

  it("refuses XML that is cut off or malformed, naming the line", () => {
    const whole = document(event(origin("1", 40) + magnitude("1", 4)));
    expect(() => readCatalogText(whole.slice(0, whole.indexOf("<longitude>")), "cut.xml")).toThrow(/^cut\.xml, line 5: XML is cut off or malformed/);
    expect(() => readCatalogText(whole.replace("</latitude>", "</lat>"), "bad.xml")).toThrow(/^bad\.xml, line 5: XML is cut off or malformed/);
  });

  it("refuses other XML", () => {
    expect(() => readCatalogText(document("", "http://quakeml.org/xmlns/bed/1.0"), "old.xml")).toThrow(/old\.xml: no eventParameters/);
    expect(() => readCatalogText("<a><quakeml/></a>", "a.xml", "quakeml")).toThrow('a.xml, line 1, root element: not a QuakeML document; got "a"; expected quakeml');
  });
});
