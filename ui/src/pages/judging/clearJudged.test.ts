import { expect, test } from "vitest";
import { Labelling } from "../../labelling/store";
import { type ShotItem, shotItem } from "../../shots/shot";
import { clearJudged, toUnjudged } from "./clearJudged";

const item = (id: string): ShotItem =>
  shotItem({
    id,
    video_id: "v",
    video_name: "film.mp4",
    start: 0,
    end: 1,
    position: 0,
    part: 1,
    parts: 1,
    has_poster: true,
  });

function labelling(label: string): Labelling {
  const made = new Labelling(label, () => {});
  made.open("top", ["a", "b", "c", "d"].map(item));
  made.open("random", ["d", "a"].map(item));
  return made;
}

test("judged shots leave every feed, and the focus goes on", () => {
  const made = labelling("first");
  made.judge("positive");
  made.judge("negative");
  clearJudged(made, ["top", "random"]);
  expect(made.feed("top").items.map(({ id }) => id)).toEqual(["c", "d"]);
  expect(made.feed("top").focus).toBe(0);
  expect(made.feed("random").items.map(({ id }) => id)).toEqual(["d"]);
  expect(made.get().active).toBe("top");
});

test("a feed in which nothing was judged stays as it is", () => {
  const made = new Labelling("untouched", () => {});
  made.open("top", ["x", "y"].map(item));
  const before = made.feed("top");
  clearJudged(made, ["top"]);
  expect(made.feed("top")).toBe(before);
});

test("going to a feed skips what another one had", () => {
  const made = labelling("second");
  made.dispatch({ type: "activate", feed: "random" });
  made.judge("positive");
  made.dispatch({ type: "focus", feed: "top", index: 3 });
  toUnjudged(made, "top");
  expect(made.feed("top").focus).toBe(3);
  made.dispatch({ type: "activate", feed: "random" });
  made.judge("negative");
  made.dispatch({ type: "focus", feed: "top", index: 0 });
  toUnjudged(made, "top");
  expect(made.feed("top").focus).toBe(1);
});
