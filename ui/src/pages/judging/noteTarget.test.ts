import { expect, test } from "vitest";
import { Labelling } from "../../labelling/store";
import { shotItem } from "../../shots/shot";
import { noteTarget } from "./useNotes";

const item = (id: string) =>
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

test("a note right after a verdict is about the shot that was judged", () => {
  const labelling = new Labelling("note target", () => {});
  expect(noteTarget(labelling.get())).toBeNull();
  labelling.open("found", [item("a"), item("b"), item("c")]);
  expect(noteTarget(labelling.get())?.id).toBe("a");
  labelling.judge("positive");
  expect(noteTarget(labelling.get())?.id).toBe("a");
  labelling.dispatch({ type: "move", by: 1 });
  expect(noteTarget(labelling.get())?.id).toBe("c");
});
