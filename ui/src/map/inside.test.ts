import { expect, test } from "vitest";
import { countInside } from "./inside";

const POINTS = new Float32Array([0.1, 0.1, 0.5, 0.5, 0.9, 0.9, 0.5, 0.2]);
const at = (...places: [number, number][]) => places.map(([x, y]) => ({ x, y }));

test("points inside an outline are counted", () => {
  expect(countInside(POINTS, at([0, 0], [1, 0], [1, 1], [0, 1]))).toBe(4);
  expect(countInside(POINTS, at([0.4, 0.4], [0.6, 0.4], [0.6, 0.6], [0.4, 0.6]))).toBe(1);
  expect(countInside(POINTS, at([0, 0], [1, 0], [0, 1]))).toBe(2);
  expect(countInside(POINTS, at([0.2, 0.6], [0.3, 0.6], [0.3, 0.7]))).toBe(0);
});

test("an outline may reach beyond the map and lie hollow", () => {
  expect(countInside(POINTS, at([-1, -1], [2, -1], [2, 2], [-1, 2]))).toBe(4);
  // A U: the middle of its box is outside.
  const hollow = at([0, 0], [0.3, 0], [0.3, 0.8], [0.7, 0.8], [0.7, 0], [1, 0], [1, 1], [0, 1]);
  expect(countInside(POINTS, hollow)).toBe(2);
});

test("nothing lies inside nothing", () => {
  expect(countInside(new Float32Array(), at([0, 0], [1, 0], [0, 1]))).toBe(0);
  expect(countInside(POINTS, [])).toBe(0);
});
