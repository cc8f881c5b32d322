import { expect, test } from "vitest";
import { type Label, sortLabels } from "./sort";

function label(name: string, more: Partial<Label> = {}): Label {
  return {
    name,
    description: "",
    guidelines: "",
    rule: "newest",
    queries: [],
    positives: 0,
    negatives: 0,
    skips: 0,
    versions: 0,
    current_version: null,
    deployed_version: null,
    last_build: null,
    new_judgements: 0,
    average_precision: null,
    diversity: null,
    ...more,
  };
}

const quality = (value: number) => ({ average_precision: { value, low: value, high: value } });

const LABELS = [
  label("night", { positives: 3, ...quality(0.5) }),
  label("aerial", { positives: 3 }),
  label("car", { positives: 9, ...quality(0.9) }),
];

const names = (labels: Label[]) => labels.map(({ name }) => name);

test("labels are sorted by a column, equal ones by name", () => {
  expect(names(sortLabels(LABELS, "name", false))).toEqual(["aerial", "car", "night"]);
  expect(names(sortLabels(LABELS, "name", true))).toEqual(["night", "car", "aerial"]);
  expect(names(sortLabels(LABELS, "positives", true))).toEqual(["car", "aerial", "night"]);
});

test("what is not known comes last either way", () => {
  expect(names(sortLabels(LABELS, "quality", false))).toEqual(["night", "car", "aerial"]);
  expect(names(sortLabels(LABELS, "quality", true))).toEqual(["car", "night", "aerial"]);
});

test("an unknown column sorts by name", () => {
  expect(names(sortLabels(LABELS, "nonsense", false))).toEqual(["aerial", "car", "night"]);
});
