import { expect, test } from "vitest";
import { Problem } from "./problem";
import { isUnanswered, noteReach, onReturn } from "./reach";

test("a return is told once, and only after an absence", () => {
  let told = 0;
  const stop = onReturn(() => {
    told += 1;
  });
  noteReach(true);
  noteReach(true);
  expect(told).toBe(0);
  noteReach(false);
  noteReach(false);
  expect(told).toBe(0);
  noteReach(true);
  noteReach(true);
  expect(told).toBe(1);
  stop();
  noteReach(false);
  noteReach(true);
  expect(told).toBe(1);
});

test("an answer that refuses is an answer", () => {
  expect(isUnanswered(new Problem(0, "the server cannot be reached"))).toBe(true);
  expect(isUnanswered(new Problem(404, "there is no such label"))).toBe(false);
  expect(isUnanswered(null)).toBe(false);
});
