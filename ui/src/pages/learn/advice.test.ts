import { expect, test } from "vitest";
import { adviceOf } from "./advice";

const advice = (text: string) => ({ text, feed: null, searches: [], clusters: [] });
const usual = [advice("Judge some negatives."), advice("Find 2 more positives.")];

test("what the hint says comes first", () => {
  const hint = advice("Search has taught most lately.");
  expect(adviceOf(hint, usual).map(({ text }) => text)).toEqual([
    "Search has taught most lately.",
    "Judge some negatives.",
    "Find 2 more positives.",
  ]);
  expect(adviceOf(undefined, usual)).toBe(usual);
});

test("what the hint repeats is said once", () => {
  const hint = advice("Too few verdicts to tell. Judge some negatives.");
  expect(adviceOf(hint, usual).map(({ text }) => text)).toEqual([
    "Too few verdicts to tell. Judge some negatives.",
    "Find 2 more positives.",
  ]);
});
