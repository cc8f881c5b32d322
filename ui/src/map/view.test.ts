import { describe, expect, test } from "vitest";
import { moved, outline, read, toPixel, toPlace, whole, written, zoomed } from "./view";

const BOX = { width: 1000, height: 500 };
const VIEW = { x: 0.5, y: 0.5, size: 500 };

test("the whole map fits with a margin", () => {
  expect(whole(BOX)).toEqual({ x: 0.5, y: 0.5, size: 470 });
});

test("pixels and places are each other's opposites", () => {
  expect(toPixel(VIEW, BOX, { x: 0.5, y: 0.5 })).toEqual({ x: 500, y: 250 });
  expect(toPixel(VIEW, BOX, { x: 0, y: 1 })).toEqual({ x: 250, y: 500 });
  expect(toPlace(VIEW, BOX, { x: 250, y: 500 })).toEqual({ x: 0, y: 1 });
});

describe("zooming", () => {
  test("keeps what is under the pointer", () => {
    const pointer = { x: 250, y: 250 };
    const before = toPlace(VIEW, BOX, pointer);
    const next = zoomed(VIEW, BOX, 4, pointer);
    expect(next.size).toBe(2000);
    expect(toPlace(next, BOX, pointer).x).toBeCloseTo(before.x);
  });

  test("has ends", () => {
    const middle = { x: 500, y: 250 };
    expect(zoomed(VIEW, BOX, 1e-9, middle).size).toBe(235);
    expect(zoomed(VIEW, BOX, 1e9, middle).size).toBe(4e6);
  });
});

test("moving follows the hand, and the middle stays on the map", () => {
  expect(moved(VIEW, 100, -50)).toEqual({ x: 0.3, y: 0.6, size: 500 });
  expect(moved(VIEW, 5000, 0).x).toBe(0);
});

test("the outline is what the box shows", () => {
  expect(outline(VIEW, BOX)).toEqual([
    { x: -0.5, y: 0 },
    { x: 1.5, y: 0 },
    { x: 1.5, y: 1 },
    { x: -0.5, y: 1 },
  ]);
});

test("a view survives in the address", () => {
  expect(written(whole(BOX), BOX)).toBe("");
  expect(written({ x: 0.25, y: 0.7512345, size: 940 }, BOX)).toBe("0.25,0.7512,2");
  expect(read("0.25,0.75,2", BOX)).toEqual({ x: 0.25, y: 0.75, size: 940 });
  expect(read("", BOX)).toEqual(whole(BOX));
  expect(read("a,b,c", BOX)).toEqual(whole(BOX));
});
