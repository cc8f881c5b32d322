import { expect, test } from "vitest";
import { buildBlock } from "./building";

const bare = { queries: [], description: "", positives: 0, negatives: 0 };

test("a Build needs words or verdicts", () => {
  expect(buildBlock(bare)).toMatch(/^Nothing to learn from yet: save a query/);
  expect(buildBlock({ ...bare, queries: ["a ball"] })).toBeNull();
  expect(buildBlock({ ...bare, description: "Is there a ball?" })).toBeNull();
  expect(buildBlock({ ...bare, negatives: 1 })).toBeNull();
});

test("words help only where vectors know words", () => {
  expect(buildBlock({ ...bare, queries: ["a ball"] }, false)).toMatch(/know no words/);
  expect(buildBlock({ ...bare, positives: 1 }, false)).toBeNull();
});
