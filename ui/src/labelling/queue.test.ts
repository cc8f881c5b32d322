import { expect, test } from "vitest";
import { added, EMPTY, earlierWrite, type Write } from "./queue";

const write = (id: string): Write => ({
  id,
  at: 0,
  label: "ball",
  annotator: "",
  batch: id,
  to: "annotations",
  body: {},
  count: 1,
});

test("an undo after a reload finds what still waits", () => {
  const [one, two] = [write("one"), write("two")];
  const back: Write = { ...write("back"), to: "undos", batch: two.batch };
  const queue = added(EMPTY, [one, two, back]);
  expect(earlierWrite(queue, "ball")?.id).toBe("one");
  expect(earlierWrite(queue, "other")).toBeNull();
});
