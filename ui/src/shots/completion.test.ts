import { expect, test } from "vitest";
import { columnOf, completed, wordAt } from "./completion";

test.each([
  ["dur", 3, 0, "dur"],
  ["not aer", 7, 4, "aer"],
  ["(establ", 7, 1, "establ"],
  ["duration > ", 11, 11, ""],
  ['video ~ "part', 13, 8, "part"],
  ["", 0, 0, ""],
])("in %j at %i a word begins at %i: %j", (text, caret, from, word) =>
  expect(wordAt(text, caret)).toEqual({ from, word }),
);

test("a name takes the place of what was written of it", () => {
  expect(completed("not aer and car", 7, "aerial")).toEqual(["not aerial and car", 11]);
  expect(completed("aer", 3, '"aerial view"')).toEqual(['"aerial view" ', 14]);
});

test("an error says where", () => {
  expect(columnOf("the filter is wrong at column 12: expected a name")).toBe(12);
  expect(columnOf("there is no label")).toBeNull();
});
