import { expect, test } from "vitest";
import type { ShotItem } from "../shots/shot";
import type { Write } from "./queue";
import { Labelling } from "./store";

const shot = (id: string, rank: number): ShotItem => ({
  id,
  verdict: null,
  rank,
  score: 0.5,
  shot: {
    id,
    video_id: "v",
    video_name: "film.mp4",
    start: 0,
    end: 1,
    position: 0,
    part: 1,
    parts: 1,
    has_poster: true,
  },
});

let labels = 0;

function begin(items: ShotItem[], label: string | null = `label ${++labels}`) {
  const sent: Write[] = [];
  const labelling = new Labelling(label, (writes) => sent.push(...writes));
  labelling.open("top", items, { source: "top-positive", feedId: "f1" });
  return { labelling, sent };
}

interface Sent {
  batch: string;
  judgements: { uid: string; shot: string }[];
}

test("a verdict is sent with what the person saw", () => {
  const { labelling, sent } = begin([shot("a", 1), shot("b", 2)]);
  labelling.judge("positive");
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({ to: "annotations", count: 1, label: labelling.label });
  expect((sent[0]?.body as Sent | undefined)?.judgements[0]).toMatchObject({
    shot: "a",
    verdict: "positive",
    source: "top-positive",
    feed_id: "f1",
    rank: 1,
    score: 0.5,
    note: "",
  });
});

test("a shot of a newer version is sent with the feed that offered it", () => {
  const { labelling, sent } = begin([shot("a", 1)]);
  labelling.renew("top", 1, [{ ...shot("b", 1), feedId: "f2" }]);
  labelling.judge("positive");
  labelling.judge("negative");
  const feeds = sent.flatMap(
    ({ body }) => (body as { judgements: { feed_id: string }[] }).judgements,
  );
  expect(feeds.map(({ feed_id }) => feed_id)).toEqual(["f1", "f2"]);
});

test("a bulk verdict is one batch, and one undo names it", () => {
  const { labelling, sent } = begin([shot("a", 1), shot("b", 2), shot("c", 3)]);
  labelling.dispatch({ type: "select", from: 0, to: 2 });
  labelling.judge("negative");
  const body = sent[0]?.body as Sent;
  expect(body.judgements.map((one) => one.shot)).toEqual(["a", "b", "c"]);
  expect(new Set(body.judgements.map((one) => one.uid)).size).toBe(3);
  expect(labelling.undo()?.batch).toBe(body.batch);
  expect(sent[1]).toMatchObject({
    to: "undos",
    batch: body.batch,
    count: 3,
    body: { uid: body.judgements[0]?.uid },
  });
  expect(labelling.undo()).toBeNull();
});

test("a very large selection goes in several requests of one batch", () => {
  const { labelling, sent } = begin(Array.from({ length: 12_000 }, (_, i) => shot(`s${i}`, i + 1)));
  labelling.dispatch({ type: "select", from: 0, to: 11_999 });
  labelling.judge("positive");
  expect(sent.map((write) => write.count)).toEqual([5000, 5000, 2000]);
  expect(new Set(sent.map((write) => write.batch)).size).toBe(1);
  expect(new Set(sent.map((write) => write.id)).size).toBe(3);
});

test("without a label, or without shots, nothing is judged", () => {
  const looking = begin([shot("a", 1)], null);
  looking.labelling.judge("positive");
  expect(looking.sent).toEqual([]);
  expect(looking.labelling.get().marks.size).toBe(0);
  const empty = begin([]);
  empty.labelling.judge("positive");
  expect(empty.sent).toEqual([]);
});

test("what was judged is still known on the next page of the app", () => {
  const { labelling } = begin([shot("a", 1)]);
  labelling.judge("skip");
  const next = new Labelling(labelling.label, () => {});
  expect(next.get().marks.get("a")?.verdict).toBe("skip");
});

test("the last verdict can be taken back on the next page of the app", () => {
  const { labelling, sent } = begin([shot("a", 1)]);
  labelling.judge("negative");
  const undone: Write[] = [];
  const next = new Labelling(labelling.label, (writes) => undone.push(...writes));
  expect(next.undo()?.before.map(([id]) => id)).toEqual(["a"]);
  expect(next.get().marks.get("a")?.verdict).toBeNull();
  expect(undone[0]).toMatchObject({ to: "undos", batch: sent[0]?.batch });
  expect(next.undo()).toBeNull();
});

test("a note goes with the verdict that stands, else with the one to come", () => {
  const { labelling, sent } = begin([shot("a", 1), shot("b", 2)]);
  const [a] = labelling.feed("top").items;
  expect(a && labelling.note(a, "too dark")).toBe(false);
  expect(sent).toEqual([]);
  labelling.judge("negative");
  expect(sent[0]?.body).toMatchObject({ judgements: [{ shot: "a", note: "too dark" }] });
  expect(a && labelling.note(a, "darker")).toBe(true);
  expect(sent[1]?.body).toMatchObject({
    judgements: [{ shot: "a", verdict: "negative", note: "darker" }],
  });
  labelling.judge("positive");
  expect(sent[2]?.body).toMatchObject({ judgements: [{ shot: "b", note: "" }] });
});

test("one of several selected shots can be judged alone", () => {
  const { labelling, sent } = begin([shot("a", 1), shot("b", 2), shot("c", 3)]);
  labelling.dispatch({ type: "select", from: 0, to: 2 });
  labelling.dispatch({ type: "focus", feed: "top", index: 1, how: "keep" });
  labelling.judge("positive", { alone: true, next: 0 });
  expect(labelling.feed("top").focus).toBe(0);
  expect(sent[0]?.body).toMatchObject({ judgements: [{ shot: "b" }] });
  expect([...labelling.feed("top").selected]).toEqual(["a", "c"]);
});

test("200 verdicts leave in the order in which they were given", () => {
  const items = Array.from({ length: 200 }, (_, i) => shot(`s${i}`, i + 1));
  const { labelling, sent } = begin(items);
  for (let i = 0; i < 200; i++) labelling.judge(i % 2 ? "negative" : "positive");
  const shots = sent.map((write) => (write.body as Sent).judgements[0]?.shot);
  expect(shots).toEqual(items.map((item) => item.id));
});
