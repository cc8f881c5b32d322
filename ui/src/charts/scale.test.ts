import { describe, expect, test } from "vitest";
import {
  bandPath,
  clamp,
  extentOf,
  linear,
  linePath,
  logCount,
  logTicks,
  thinned,
  ticks,
  wholeTicks,
} from "./scale";

describe("linear", () => {
  test("spreads values over pixels, also downwards", () => {
    const y = linear([0, 1], [100, 0]);
    expect([y.at(0), y.at(0.25), y.at(1)]).toEqual([100, 75, 0]);
  });

  test("goes back, and stays inside", () => {
    const x = linear([10, 20], [0, 100]);
    expect([x.from(50), x.from(-5), x.from(500)]).toEqual([15, 10, 20]);
  });

  test("draws a single value in the middle", () => {
    expect(linear([3, 3], [0, 100]).at(3)).toBe(50);
  });
});

test("clamp keeps a value inside", () => {
  expect([clamp(-1, [0, 1]), clamp(0.5, [0, 1]), clamp(2, [0, 1])]).toEqual([0, 0.5, 1]);
});

test("extentOf finds the smallest and greatest, and has an answer for none", () => {
  expect(extentOf([3, -2, 8])).toEqual([-2, 8]);
  expect(extentOf([])).toEqual([0, 1]);
});

describe("ticks", () => {
  test("are round", () => {
    expect(ticks([0, 1])).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticks([0.13, 0.42], 4)).toEqual([0.2, 0.3, 0.4]);
    expect(ticks([-0.1, 0.1], 2)).toEqual([-0.1, 0, 0.1]);
    expect(ticks([0, 1234], 3)).toEqual([0, 500, 1000]);
  });

  test("of a single value are that value", () => {
    expect(ticks([5, 5])).toEqual([5]);
  });

  test("for counts are whole", () => {
    expect(wholeTicks([1, 3])).toEqual([1, 2, 3]);
    expect(wholeTicks([1, 1])).toEqual([1]);
    expect(wholeTicks([0.2, 0.4])).toEqual([0]);
  });
});

test("logCount shows one beside a hundred thousand", () => {
  expect([0, 1, 10, 1000, 100_000].map(logCount)).toEqual([0, 1, 2, 4, 6]);
  expect(logTicks(2500)).toEqual([1, 10, 100, 1000]);
  expect(logTicks(0)).toEqual([1]);
});

test("paths go through their places", () => {
  expect(
    linePath([
      { x: 0, y: 1.26 },
      { x: 5, y: 2 },
    ]),
  ).toBe("M0 1.3L5 2");
  expect(
    bandPath([
      { x: 0, low: 1, high: 3 },
      { x: 4, low: 2, high: 5 },
    ]),
  ).toBe("M0 3L4 5L4 2L0 1Z");
  expect(linePath([])).toBe("");
  expect(bandPath([])).toBe("");
});

test("thinned keeps the ends", () => {
  expect(thinned([0, 1, 2, 3, 4, 5, 6, 7, 8], 3)).toEqual([0, 4, 8]);
  expect(thinned([1, 2], 5)).toEqual([1, 2]);
});
