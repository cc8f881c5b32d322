import { describe, expect, test } from "vitest";
import { discCuts, drawPoints, nearestPoint, sideOf } from "./draw";

const BOX = { width: 4, height: 4 };
const VIEW = { x: 0.5, y: 0.5, size: 4 };

function drawn(points: number[], colours: number[], front: number[], side = 1): number[] {
  const pixels = new Uint32Array(16).fill(99);
  const paint = { colours: Uint32Array.from(colours), front: Uint8Array.from(front) };
  drawPoints(pixels, BOX, Float32Array.from(points), paint, VIEW, side);
  return [...pixels];
}

describe("drawPoints", () => {
  test("puts a point where it belongs, and clears the rest", () => {
    const pixels = drawn([0.25, 0.5], [7], [0]);
    expect(pixels[2 * 4 + 1]).toBe(7);
    expect(pixels.filter((pixel) => pixel !== 0)).toEqual([7]);
  });

  test("leaves out what is not in the picture", () => {
    expect(drawn([-1, 0.5, 0.5, 9], [7, 8], [0, 0]).every((pixel) => pixel === 0)).toBe(true);
  });

  test("draws what is in front last, and larger", () => {
    const pixels = drawn([0.5, 0.5, 0.5, 0.5], [5, 7], [1, 0]);
    expect(pixels[2 * 4 + 2]).toBe(5);
    expect(pixels.filter((pixel) => pixel === 5).length).toBeGreaterThan(4);
  });
});

test("points are round", () => {
  expect([1, 2, 5].map(discCuts)).toEqual([[0], [0, 0], [1, 0, 0, 0, 1]]);
});

test("few points are large, many small, and magnified ones grow", () => {
  expect([100, 5_000, 50_000, 500_000].map((count) => sideOf(count, 1, 1))).toEqual([8, 5, 3, 2]);
  expect(sideOf(500_000, 16, 1)).toBe(6);
  expect(sideOf(500_000, 1, 2)).toBe(4);
});

test("the nearest point is found, unless all are too far", () => {
  const points = Float32Array.from([0, 0, 0.5, 0.5, 1, 1]);
  expect(nearestPoint(points, { x: 0.6, y: 0.5 }, 0.2)).toBe(1);
  expect(nearestPoint(points, { x: 0.7, y: 0.2 }, 0.1)).toBe(-1);
  expect(nearestPoint(new Float32Array(), { x: 0, y: 0 }, 1)).toBe(-1);
});
