import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { delimitedRecords, firstLineFields, quoteField } from "../../src/formats/delimited-text.ts";
import { parseDecimal } from "../../src/formats/decimal-text.ts";
import { visitNumberRows } from "../../src/formats/number-rows.ts";

const read = (text: string) => [...delimitedRecords(text)];

describe("delimitedRecords", () => {
  it("reads quoted commas, doubled quotes, quoted line breaks and CRLF, and counts lines", () => {
    const records = read('a,"1 km N of X, CA",c\r\n\r\n"say ""so""","two\nlines",\r\nlast,5" deep');
    expect(records.map(({ line, fields }) => [line, fields])).toEqual([
      [1, ["a", "1 km N of X, CA", "c"]],
      [3, ['say "so"', "two\nlines", ""]],
      [5, ["last", '5" deep']],
    ]);
    expect(records.map(({ unfinished }) => unfinished)).toEqual([false, false, true]);
  });

  it("refuses a quote that is never closed, in a long text too", () => {
    expect(() => read(`a,b\n"${"x,y\n".repeat(200_000)}`)).toThrow(/line 2: quoted field is never closed/);
  });

  it("reads back any fields that quoteField wrote", () => {
    const field = fc.string({ unit: fc.constantFrom("a", " ", ",", '"', "\n", "\r", "é", "#") });
    fc.assert(fc.property(fc.array(field, { minLength: 2, maxLength: 4 }), (fields) => {
      const records = read(`first,line\n${fields.map(quoteField).join(",")}\nlast,line\n`);
      expect(records.map((record) => record.fields)).toEqual([["first", "line"], fields, ["last", "line"]]);
    }));
  });

  it("gives the fields of a header without quotes and blanks", () => {
    expect(firstLineFields('\n "lon" , lat\r\n1,2')).toEqual(["lon", "lat"]);
  });
});

describe("numbers", () => {
  it.each(["", "nan", "inf", "0x10", "1,5", "1e999", "--1", "1.2.3"])("parseDecimal refuses %j", (text) => {
    expect(() => parseDecimal(text, "rate")).toThrow(/^rate: /);
  });

  it("visitNumberRows reads every double as Number does", () => {
    fc.assert(fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0), { minLength: 1, maxLength: 8 }), fc.constantFrom(" ", "\t", ", ", "  "), (numbers, separator) => {
      const seen: number[] = [];
      const columns = numbers.map((_, index) => `c${index}`);
      visitNumberRows(numbers.map((value, index) => (index % 2 === 0 ? String(value) : value.toExponential())).join(separator), columns, 1, (values, count) => seen.push(...values.subarray(0, count)));
      expect(seen).toEqual(numbers);
    }), { numRuns: 500 });
  });

  it("reads fixed decimals of any length as Number does", () => {
    fc.assert(fc.property(fc.stringMatching(/^[+-]?\d{0,25}\.?\d{1,30}$/), (token) => {
      visitNumberRows(token, ["x"], 1, (values) => expect(values[0]).toBe(Number(token)));
    }), { numRuns: 500 });
  });

  it("reads no letter of another alphabet as a digit, and a number of any length", () => {
    // The last eight bits of U+0130 and U+FF31 are those of 0 and 1.
    for (const token of ["1\u0130", "\uff31", "1\u00b2"]) expect(() => visitNumberRows(token, ["x"], 1, () => {})).toThrow(`line 1, x: not a number; got "${token}"`);
    const long = `0.${"0".repeat(100)}${"123456789".repeat(20)}`;
    visitNumberRows(`${long} 7`, ["x", "y"], 1, (values) => expect([...values]).toEqual([Number(long), 7]));
  });

  it("passes over comments and blank lines and names line and column of what is no number", () => {
    const seen: [number, number[]][] = [];
    visitNumberRows("# head\n\n1 2 # note\r\n\t3\n", ["a", "b"], 5, (values, count, line) => seen.push([line, [...values.subarray(0, count)]]));
    expect(seen).toEqual([[7, [1, 2]], [8, [3]]]);
    expect(() => visitNumberRows("1 2\n1 x2\n", ["a", "b"], 1, () => {})).toThrow('line 2, b: not a number; got "x2"; expected a decimal number');
    expect(() => visitNumberRows("1 1e999", ["a", "b"], 1, () => {})).toThrow(/line 1, b: not a number/);
    expect(() => visitNumberRows("1 2 3", ["a", "b"], 1, () => {})).toThrow(/line 1: too many columns; got "3"/);
  });
});
