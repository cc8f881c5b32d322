import { expect, test } from "vitest";
import type { Schema } from "../../api/api";
import { exportAddress, read, written } from "./useTable";

const label = (name: string, current_version: number | null) =>
  ({ name, current_version }) as Schema["Label"];

const LABELS = [label("aerial", 3), label("car", null), label("night", 1)];

test("labels with a classifier stand as columns until somebody chooses", () => {
  expect(read(new URLSearchParams(), LABELS)).toEqual({
    labels: ["aerial", "night"],
    where: "",
    sort: "video",
    descending: false,
  });
});

test("what was written is read again", () => {
  const state = { labels: ["car", "a&b"], where: "car > 0.5", sort: "label:car", descending: true };
  expect(read(new URLSearchParams(written(state).toString()), LABELS)).toEqual(state);
});

test("no label at all is a choice too", () => {
  const state = { labels: [], where: "", sort: "start", descending: false };
  expect(written(state).toString()).toBe("label=&sort=start");
  expect(read(written(state), LABELS)).toEqual(state);
});

test("an export has the table's columns and filter", () => {
  const state = { labels: ["a", "b"], where: "a > 0.5", sort: "video", descending: false };
  expect(exportAddress(state, "csv")).toBe(
    "/api/v1/shots/export?where=a+%3E+0.5&format=csv&label=a&label=b",
  );
});
