import { expect, test } from "vitest";
import { Labelling } from "../../labelling/store";
import { type ShotItem, shotItem } from "../../shots/shot";
import { clearJudged } from "./clearJudged";

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

function labelling(): Labelling {
  const made = new Labelling("clear", () => {});
  made.open("top", ["a", "b", "c", "d"].map(item));
  made.open("random", ["d", "a"].map(item));
  return made;
}

test("judged shots leave every feed, and the focus goes on", () => {
  const made = labelling();
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
