import { expect, test } from "vitest";
import type { Mark } from "../../labelling/labelling";
import { FEEDS, isDue, isFeedKind, leftNow, newWords } from "./kinds";

test("the feeds stand in the order of their keys", () => {
  expect(FEEDS.map(({ kind }) => kind)).toEqual([
    "suggested",
    "top-positive",
    "borderline",
    "random",
    "top-negative",
  ]);
  expect(isFeedKind("random")).toBe(true);
  expect(isFeedKind("moved")).toBe(false);
});

test("what is left shrinks with what was judged since it was counted", () => {
  const mark = (at: number, verdict: Mark["verdict"]): Mark => ({ verdict, by: "me", at });
  const marks = new Map([
    ["before", mark(5, "positive")],
    ["since", mark(20, "negative")],
    ["skipped", mark(21, "skip")],
    ["taken back", mark(22, null)],
  ]);
  expect(leftNow(100, 10, marks)).toBe(98);
  expect(leftNow(1, 10, marks)).toBe(0);
  expect(leftNow(7, 10, new Map())).toBe(7);
});

test("a Build says what is new", () => {
  expect(newWords(12, 7)).toBe("12 new judgements since version 7");
  expect(newWords(1, 7)).toBe("1 new judgement since version 7");
  expect(newWords(0, 7)).toBe("nothing new since version 7");
  expect(newWords(3, null)).toBe("3 new judgements");
  expect(newWords(0, null)).toBe("nothing judged yet");
});

test("five new verdicts are due for a Build, and five more after one that failed", () => {
  expect(isDue({ version: 3, count: 4 }, null)).toBe(false);
  expect(isDue({ version: 3, count: 5 }, null)).toBe(true);
  expect(isDue({ version: 3, count: 9 }, { version: 3, count: 5 })).toBe(false);
  expect(isDue({ version: 3, count: 10 }, { version: 3, count: 5 })).toBe(true);
  expect(isDue({ version: 4, count: 4 }, { version: 3, count: 5 })).toBe(false);
  expect(isDue({ version: 4, count: 6 }, { version: 3, count: 7 })).toBe(true);
});

test("a first version is built by hand", () => {
  expect(isDue({ version: null, count: 50 }, null)).toBe(false);
});
