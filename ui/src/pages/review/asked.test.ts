import { expect, test } from "vitest";
import { type Asked, EVERYTHING, isFiltered, readAsked, writeAsked } from "./asked";

const ALL: Asked = {
  order: "suspicious",
  verdict: "positive",
  annotator: "ann b",
  source: "top-negative",
  suspicious: true,
  disagreements: true,
  contradicts_version: true,
  where: "duration > 2",
};

test("an address holds every choice", () => {
  expect(readAsked(new URLSearchParams(writeAsked(ALL)))).toEqual(ALL);
  expect(writeAsked(EVERYTHING)).toBe("");
  expect(readAsked(new URLSearchParams())).toEqual(EVERYTHING);
});

test("what means nothing is passed over", () => {
  const read = readAsked(new URLSearchParams("verdict=maybe&source=dream&order=oldest"));
  expect(read).toEqual(EVERYTHING);
});

test("an order leaves nothing out", () => {
  expect(isFiltered({ ...EVERYTHING, order: "suspicious" })).toBe(false);
  expect(isFiltered({ ...EVERYTHING, where: "duration > 2" })).toBe(true);
  expect(isFiltered(ALL)).toBe(true);
});
