import { expect, test } from "vitest";
import { type Box, beside } from "./crossing";

const box = (id: string, left: number, top: number): Box => ({
  id,
  left,
  top,
  width: 100,
  height: 80,
});
const FRAME = { top: 0, height: 300 };

test("goes to the shot at the same height", () => {
  const column = [box("a", 200, 0), box("b", 200, 90), box("c", 200, 180)];
  expect(beside(column, box("from", 0, 100), FRAME)).toBe("b");
});

test("among shots of one row, to the nearer one", () => {
  const row = [box("a", 200, 0), box("b", 310, 0)];
  expect(beside(row, box("from", 0, 0), FRAME)).toBe("a");
  expect(beside(row, box("from", 500, 0), FRAME)).toBe("b");
});

test("leaves out what is scrolled away", () => {
  const column = [box("above", 200, -70), box("seen", 200, 200)];
  expect(beside(column, box("from", 0, 0), FRAME)).toBe("seen");
  expect(beside([box("above", 200, -70)], box("from", 0, 0), FRAME)).toBeNull();
  expect(beside([], box("from", 0, 0), FRAME)).toBeNull();
});
