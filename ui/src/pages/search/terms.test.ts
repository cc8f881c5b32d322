import { expect, test } from "vitest";
import {
  doubtOf,
  readExamples,
  readTerms,
  steppedWeight,
  weightWords,
  withExamples,
  writeExamples,
  writeTerms,
} from "./terms";

test("words are parts between commas, with weights and what counts against", () => {
  expect(readTerms("a car^2, headlights, not night, NOT  rain ^ 1.5")).toEqual([
    { text: "a car", weight: 2 },
    { text: "headlights", weight: 1 },
    { text: "night", weight: -0.5 },
    { text: "rain", weight: -1.5 },
  ]);
});

test("parts without words are left out", () => {
  expect(readTerms(" , not , ^2,")).toEqual([{ text: "not", weight: 1 }]);
  expect(readTerms("")).toEqual([]);
});

test("a negative weight counts against, as the server has it", () => {
  expect(readTerms("a car^-1")).toEqual([{ text: "a car", weight: -1 }]);
  expect(readTerms("nothing but sky")).toEqual([{ text: "nothing but sky", weight: 1 }]);
});

test("what is written reads as it was", () => {
  const words = "a car^2, headlights, not night, not rain^1.5";
  expect(writeTerms(readTerms(words))).toBe(words);
  expect(writeTerms([{ text: "fog", weight: -1 }])).toBe("not fog^1");
});

test("examples keep their weights in an address", () => {
  const examples = [
    { id: "1f3a", weight: 1 },
    { id: "77c0", weight: -0.5 },
  ];
  expect(writeExamples(examples)).toBe("1f3a,77c0^-0.5");
  expect(readExamples("1f3a,77c0^-0.5")).toEqual(examples);
  expect(readExamples("")).toEqual([]);
});

test("weights go up and down a ladder, over the gap between for and against", () => {
  expect(steppedWeight(1, true)).toBe(1.5);
  expect(steppedWeight(0.5, false)).toBe(-0.5);
  expect(steppedWeight(-0.5, true)).toBe(0.5);
  expect(steppedWeight(0.7, true)).toBe(1);
  expect(steppedWeight(3, true)).toBe(3);
  expect(steppedWeight(-3, false)).toBe(-3);
});

test("a chip says a weight only where it is unusual", () => {
  expect([1, 2, -0.5, -2].map(weightWords)).toEqual(["", "2×", "not", "not 2×"]);
});

test("an example that is added again changes its weight", () => {
  const before = [
    { id: "a", weight: 1 },
    { id: "b", weight: 1 },
  ];
  expect(withExamples(before, ["a", "c"], -0.5)).toEqual([
    { id: "b", weight: 1 },
    { id: "a", weight: -0.5 },
    { id: "c", weight: -0.5 },
  ]);
});

test.each([
  ["man ^x", "“^x” is read as words. A weight is a number at the end of a term: ^2"],
  ["a car^2 at night", "“^2” is read as words. A weight is a number at the end of a term: ^2"],
  ["a car, -dark", "“-dark” is read as words. To count against it, write: not dark"],
  ["a well-lit man^2, not dark^.5", null],
  ["", null],
])("of %s one hears %s", (words, doubt) => {
  expect(doubtOf(words)).toBe(doubt);
});
