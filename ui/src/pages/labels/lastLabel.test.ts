import { expect, test } from "vitest";
import { labelAt } from "./lastLabel";

test.each([
  ["/labels/ball/learn", "", "ball"],
  ["/labels/a%20b/selections/7", "", "a b"],
  ["/shots/77c0", "?label=ball", "ball"],
  ["/shots/77c0", "", null],
  ["/labels", "", null],
  ["/table", "?label=ball", null],
])("the label of %s%s is %s", (path, search, label) => {
  expect(labelAt(path, search)).toBe(label);
});
