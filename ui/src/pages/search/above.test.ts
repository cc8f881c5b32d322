import { expect, test } from "vitest";
import { countAbove } from "./above";

const SPREAD = { edges: [0, 0.1, 0.2, 0.3], counts: [100, 40, 6] };

test("counts whole bars above the cut, and a share of the one it divides", () => {
  expect(countAbove(SPREAD, 0)).toBe(146);
  expect(countAbove(SPREAD, 0.2)).toBe(6);
  expect(countAbove(SPREAD, 0.15)).toBe(26);
});

test("counts all or nothing outside", () => {
  expect(countAbove(SPREAD, -1)).toBe(146);
  expect(countAbove(SPREAD, 0.31)).toBe(0);
  expect(countAbove({ edges: [], counts: [] }, 0.2)).toBe(0);
});
