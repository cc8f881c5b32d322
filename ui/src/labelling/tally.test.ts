import { expect, test } from "vitest";
import { type Action, emptyState, reduce, type State } from "./labelling";
import { countsNow, shiftsOf } from "./tally";

const opened = reduce(emptyState(), {
  type: "open",
  feed: "top",
  items: [
    { id: "a", verdict: "negative" },
    { id: "b", verdict: null },
  ],
});

const after = (state: State, action: Action): [State, ReturnType<typeof shiftsOf>] => {
  const next = reduce(state, action);
  return [next, shiftsOf(state, next, 7)];
};

test("a changed verdict, a new one, and their undo shift the counts", () => {
  const [one, first] = after(opened, { type: "judge", verdict: "positive", batch: "1", now: 1 });
  expect(first).toEqual([{ at: 7, from: "negative", to: "positive" }]);
  const [two, second] = after(one, { type: "judge", verdict: "skip", batch: "2", now: 2 });
  expect(second).toEqual([{ at: 7, from: null, to: "skip" }]);
  const [, third] = after(two, { type: "undo", now: 3 });
  expect(third).toEqual([{ at: 7, from: "skip", to: null }]);
});

test("what the server has counted is not counted again", () => {
  const counts = { positive: 2, negative: 1, skip: 0 };
  const shifts = [
    { at: 10, from: null, to: "positive" },
    { at: 20, from: "negative", to: "positive" },
    { at: 21, from: null, to: "skip" },
  ] as const;
  expect(countsNow(counts, 10, shifts)).toEqual({ positive: 3, negative: 0, skip: 1 });
  expect(countsNow(counts, 21, shifts)).toEqual(counts);
});
