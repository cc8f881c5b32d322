import { expect, test } from "vitest";
import { columnsOf, type Move, moved } from "./moves";

/** Ten shots in rows of four: 0-3, 4-7, 8-9; two rows on screen. */
const go = (move: Move, from: number) => moved(move, from, 10, 4, 2);

test.each<[Move, number, number]>([
  ["left", 4, 3],
  ["left", 0, 0],
  ["right", 3, 4],
  ["right", 9, 9],
  ["up", 5, 1],
  ["up", 2, 2],
  ["down", 1, 5],
  ["down", 5, 9],
  ["down", 7, 9],
  ["down", 9, 9],
  ["pageDown", 0, 8],
  ["pageDown", 3, 9],
  ["pageUp", 9, 1],
  ["first", 7, 0],
  ["last", 0, 9],
])("%s from %i leads to %i", (move, from, to) => expect(go(move, from)).toBe(to));

test("columns fill the width", () => {
  expect(columnsOf(1000, 200, 8)).toEqual([4, 244]);
  expect(columnsOf(150, 200, 8)).toEqual([1, 150]);
  expect(columnsOf(0, 200, 8)).toEqual([1, 0]);
});
