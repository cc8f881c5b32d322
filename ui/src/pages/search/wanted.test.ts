import { describe, expect, test } from "vitest";
import {
  isEmpty,
  isSearchable,
  NOTHING,
  readWanted,
  requestOf,
  searchPath,
  similarPath,
  type Wanted,
  whereOf,
  writeWanted,
} from "./wanted";

const ALL: Wanted = {
  words: "a car^2, not night",
  shots: [{ id: "1f3a", weight: 1 }],
  pictures: [{ id: "p1", weight: -0.5 }],
  where: "duration > 2",
  unjudged: true,
  cut: 0.24,
};

test("an address holds a whole search", () => {
  const text = writeWanted(ALL);
  expect(readWanted(new URLSearchParams(text))).toEqual(ALL);
  expect(writeWanted(NOTHING)).toBe("");
  expect(readWanted(new URLSearchParams(""))).toEqual(NOTHING);
});

test("a cut that is no number is none", () => {
  expect(readWanted(new URLSearchParams("cut=much")).cut).toBeNull();
  expect(readWanted(new URLSearchParams("cut=")).cut).toBeNull();
  expect(readWanted(new URLSearchParams("cut=0")).cut).toBe(0);
});

describe("what can be searched for", () => {
  test("needs something that is wanted", () => {
    expect(isSearchable({ ...NOTHING, words: "not night" })).toBe(false);
    expect(isEmpty({ ...NOTHING, words: "not night" })).toBe(false);
    expect(isSearchable({ ...NOTHING, shots: [{ id: "a", weight: 1 }] })).toBe(true);
    expect(isEmpty({ ...NOTHING, words: " , ", where: "duration > 2" })).toBe(true);
  });

  test("leaves out what is judged where that is asked for", () => {
    expect(whereOf(ALL, 'say "hi"')).toBe('(duration > 2) and label:"say ""hi""" is unjudged');
    expect(whereOf({ ...ALL, where: "" }, "car")).toBe('label:"car" is unjudged');
    expect(whereOf(ALL, null)).toBe("duration > 2");
  });

  test("is asked for with its cut", () => {
    expect(requestOf({ ...NOTHING, words: "sea", cut: 0.2 }, "sea")).toEqual({
      words: "sea",
      shots: [],
      pictures: [],
      where: "",
      label: "sea",
      at_least: 0.2,
      limit: 60,
    });
  });
});

test("links lead to a label's search, or to the one without", () => {
  expect(similarPath("a b", ["1f3a"])).toBe("/labels/a%20b/search?like=1f3a");
  expect(searchPath(null, { words: "a car" })).toBe("/search?q=a+car");
  expect(searchPath("x", {})).toBe("/labels/x/search");
});
