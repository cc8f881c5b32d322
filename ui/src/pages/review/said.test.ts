import { expect, test } from "vitest";
import { byShot, captionOf, itemsOf, type Reviewed } from "./said";

const NOW = Date.parse("2026-05-10T12:00:00Z");

function reviewed(shot: string, more: Partial<Reviewed> = {}, by = "ann"): Reviewed {
  return {
    annotation: {
      seq: 1,
      uid: `uid-${shot}-${by}`,
      label: "dog",
      annotator: by,
      shot_id: shot,
      video_id: "v",
      verdict: by === "ann" ? "positive" : "negative",
      at: "2026-05-10T11:15:00Z",
      source: "borderline",
      batch: "b",
      note: "",
    },
    shot: {
      id: shot,
      video_id: "v",
      video_name: "film.mp4",
      start: 0,
      end: 2,
      position: 0,
      part: 1,
      parts: 1,
      has_poster: true,
    },
    probability: 0.2,
    suspicion: 0.1,
    disagreement: false,
    contradicts_version: false,
    ...more,
  };
}

test("a shot of which two people spoke is shown once", () => {
  const page = [reviewed("a"), reviewed("b"), reviewed("a", {}, "bob")];
  expect(itemsOf(page).map(({ id, verdict, score }) => [id, verdict, score])).toEqual([
    ["a", "positive", 0.2],
    ["b", "positive", 0.2],
  ]);
  expect(byShot(page).get("a")?.length).toBe(2);
});

test("a shot that is gone is left out", () => {
  expect(itemsOf([reviewed("a", { shot: null })])).toEqual([]);
});

test("a caption says who, when and from where", () => {
  expect(captionOf([reviewed("a")], undefined, NOW)).toBe("ann, 45 min ago · borderline");
  expect(captionOf([], undefined, NOW)).toBe("");
});

test("a newer note replaces the one that was loaded", () => {
  const one = reviewed("a");
  const noted = { ...one, annotation: { ...one.annotation, note: "far away" } };
  expect(captionOf([noted], undefined, NOW)).toBe("“far away” · ann, 45 min ago · borderline");
  expect(captionOf([noted], "", NOW)).toBe("ann, 45 min ago · borderline");
});

test("what is odd comes first", () => {
  const odd = { suspicion: 0.91, contradicts_version: true, disagreement: true };
  expect(captionOf([reviewed("a", odd), reviewed("a", odd, "bob")], undefined, NOW)).toBe(
    "ann: yes, bob: no · likely wrong, 91 % · ann, 45 min ago · borderline",
  );
  expect(captionOf([reviewed("a", { contradicts_version: true })], undefined, NOW)).toBe(
    "the version disagrees · ann, 45 min ago · borderline",
  );
});
