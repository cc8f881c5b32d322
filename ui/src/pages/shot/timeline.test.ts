import { expect, test } from "vitest";
import { loopFrom, placeOf, stepped, timecode, windowOf } from "./timeline";

test("the window reaches over all shots, and each has its place in it", () => {
  const window = windowOf([
    { start: 10, end: 12 },
    { start: 12, end: 20 },
  ]);
  expect(window).toEqual({ start: 10, end: 20 });
  expect(placeOf({ start: 12, end: 17 }, window)).toEqual({ left: 20, width: 50 });
});

test("a looped shot begins again before the next one shows", () => {
  const shot = { start: 2, end: 4 };
  expect(loopFrom(3, shot, 25)).toBeNull();
  expect(loopFrom(3.97, shot, 25)).toBeNull();
  expect(loopFrom(3.985, shot, 25)).toBe(2);
  expect(loopFrom(9, shot, 25)).toBe(2);
  expect(loopFrom(0, shot, 25)).toBe(2);
});

test("a step is one frame, and stays in the window", () => {
  const window = { start: 0, end: 2 };
  expect(stepped(1, 1, 25, window)).toBeCloseTo(1.06);
  expect(stepped(1.06, 1, 25, window)).toBeCloseTo(1.1);
  expect(stepped(1.06, -1, 25, window)).toBeCloseTo(1.02);
  expect(stepped(0.02, -1, 25, window)).toBe(0);
  expect(stepped(1.98, 1, 25, window)).toBeCloseTo(1.98);
});

test("a moment is written to the thousandth", () => {
  expect([0, 12.48, 75.5, 3732.48].map(timecode)).toEqual([
    "0:00.000",
    "0:12.480",
    "1:15.500",
    "1:02:12.480",
  ]);
});
