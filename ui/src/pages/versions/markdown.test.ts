import { expect, test } from "vitest";
import { blocksOf } from "./markdown";

test("headings, lists and paragraphs are found", () => {
  expect(
    blocksOf("# car, version 3\n\nIs it a car?\nAny car.\n\n## Quality\n\n- good\n- - even so\n"),
  ).toEqual([
    { kind: "heading", level: 1, text: "car, version 3" },
    { kind: "paragraph", text: "Is it a car?\nAny car." },
    { kind: "heading", level: 2, text: "Quality" },
    { kind: "list", items: ["good", "- even so"] },
  ]);
});

test("an empty line ends a paragraph", () => {
  expect(blocksOf("one\n\ntwo")).toEqual([
    { kind: "paragraph", text: "one" },
    { kind: "paragraph", text: "two" },
  ]);
  expect(blocksOf("")).toEqual([]);
});
