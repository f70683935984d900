import { describe, expect, it } from "vitest";
import { distanceToTileKm, tileAt, tileOwners } from "../../../../src/forecasters/etas/pooling/tiles.ts";
import { rectangleDistanceKm } from "../../../../src/forecasters/etas/pooling/rectangle-distance.ts";
import { namedStream } from "../../../../src/numerics/random/named-stream.ts";
import { distanceKm, wrapDegrees } from "../../../../src/seismicity/geodesy.ts";
import { InputError } from "../../../../src/seismicity/input-error.ts";
import { boxRegion } from "../../../../src/seismicity/region.ts";

const stream = namedStream("tiles");
const uniform = (low: number, high: number): number => low + (high - low) * stream.nextDouble();

describe("tiles of the globe", () => {
  it("hold every point once: half-open, wrapped at 180°, the pole in the last row", () => {
    for (const size of [0.5, 2, 2.5, 10]) {
      for (let k = 0; k < 300; k++) {
        const [longitude, latitude] = [uniform(-180, 360), uniform(-90, 90)];
        const { west, south } = tileAt(longitude, latitude, size);
        const east = wrapDegrees(longitude) - west;
        expect(east >= -1e-6 && east < size + 1e-6 && latitude - south >= -1e-6 && latitude - south < size + 1e-6).toBe(true);
        expect((west + 180) / size).toBeCloseTo(Math.round((west + 180) / size), 9);
      }
    }
    expect(tileAt(180, 0, 10)).toEqual(tileAt(-180, 0, 10));
    expect(tileAt(190, 5, 10).name).toBe("W170N0");
    expect(tileAt(-120, 30, 2).name).toBe("W120N30");
    expect(tileAt(-120.0001, 30, 2).name).toBe("W122N30");
    expect(tileAt(7.5, -2.5, 2.5).name).toBe("E7.5S2.5");
    expect(tileAt(0, 90, 10).south).toBe(80);
    // 0.3 − 0.2 falls short of 0.1.
    expect(tileAt(0.3 - 0.2, 0, 0.1).west).toBe(0.1);
  });

  it("are refused when they do not fill it", () => {
    for (const size of [7, 0, -2, 200]) expect(() => tileAt(0, 0, size)).toThrow(InputError);
  });
});

describe("owners of a region", () => {
  const regions = [
    boxRegion("plain", { west: -121.3, east: -116.1, south: 32.2, north: 36.6 }, 0.2),
    boxRegion("across 180", { west: 174.5, east: 186, south: -41, north: -36 }, 0.5),
  ];

  it.each(regions)("give every cell and every event to one tile: $id", (region) => {
    const { tiles, ownerOfCell, ownerOf } = tileOwners(region, 2);
    const cells = tiles.flatMap(({ cells }) => Array.from(cells)).sort((a, b) => a - b);
    expect(cells).toEqual(Array.from({ length: region.cellCount }, (_, cell) => cell));
    const { west, east, south, north } = region.bounds;
    let inside = 0;
    for (let k = 0; k < 2000; k++) {
      // Coordinates of one decimal lie on edges of cells and tiles.
      const round = (value: number): number => (k % 2 === 0 ? value : Math.round(value * 10) / 10);
      const [longitude, latitude] = [round(uniform(west - 3, east + 3)), round(uniform(south - 3, north + 3))];
      const owner = ownerOf(longitude, latitude);
      expect(ownerOf(longitude + 360 * (longitude < 0 ? 1 : -1), latitude)).toBe(owner);
      const cell = region.indexOf(longitude, latitude);
      const holders = tiles.filter((tile) => tile.region.indexOf(longitude, latitude) >= 0);
      if (cell < 0) expect(holders).toHaveLength(0);
      else {
        inside++;
        expect(holders).toEqual([tiles[owner]]);
        expect(ownerOfCell[cell]).toBe(owner);
        expect(tiles[owner]!.cells[tiles[owner]!.region.indexOf(longitude, latitude)]).toBe(cell);
      }
    }
    expect(inside).toBeGreaterThan(300);
  });

  it("give what lies outside to the tile it is in, or else the nearest", () => {
    const { tiles, ownerOf } = tileOwners(regions[0]!, 2);
    const nameOf = (longitude: number, latitude: number): string => tiles[ownerOf(longitude, latitude)]!.name;
    expect(nameOf(-116.05, 36.7)).toBe("W118N36");
    expect(nameOf(-110, 20)).toBe("W118N32");
    expect(nameOf(-140, 60)).toBe("W122N36");
  });

  it("have areas that add up to the region's", () => {
    const region = regions[1]!;
    const areas = tileOwners(region, 5).tiles.map(({ region: { areasKm2 } }) => areasKm2.reduce((a, b) => a + b));
    expect(areas.reduce((a, b) => a + b)).toBeCloseTo(region.areasKm2.reduce((a, b) => a + b), 6);
  });
});

describe("distance to a rectangle", () => {
  const boxes = [{ west: 170, east: 180, south: -45, north: -35 }, { west: -10, east: 40, south: 60, north: 85 }, { west: 100, east: 102, south: -1, north: 1 }];

  it.each(boxes)("is that to the nearest of many of its points: %o", (box) => {
    for (let k = 0; k < 60; k++) {
      const [longitude, latitude] = [uniform(-180, 180), uniform(-88, 88)];
      let least = Infinity;
      for (let i = 0; i <= 200; i++) {
        const [x, y] = [box.west + ((box.east - box.west) * i) / 200, box.south + ((box.north - box.south) * i) / 200];
        least = Math.min(least, distanceKm(longitude, latitude, x, box.south), distanceKm(longitude, latitude, x, box.north), distanceKm(longitude, latitude, box.west, y), distanceKm(longitude, latitude, box.east, y));
      }
      const distance = rectangleDistanceKm(box, longitude, latitude);
      if (distance === 0) expect(latitude >= box.south && latitude <= box.north).toBe(true);
      else {
        expect(distance).toBeLessThanOrEqual(least + 1e-9);
        expect(least - distance).toBeLessThan(5);
      }
    }
  });

  it("is 0 within, and crosses 180°", () => {
    const tile = tileAt(179, -40, 10);
    expect(distanceToTileKm(tile, 175, -37)).toBe(0);
    expect(distanceToTileKm(tile, -179, -37)).toBeCloseTo(distanceKm(180, -37, -179, -37), 1);
  });
});
