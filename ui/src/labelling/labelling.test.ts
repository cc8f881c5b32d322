import { describe, expect, test } from "vitest";
import {
  type Action,
  emptyState,
  feedOf,
  reduce,
  type State,
  targets,
  verdictOf,
} from "./labelling";

const shots = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => ({ id: `s${from + i}`, verdict: null }));

const play = (actions: Action[], state: State = emptyState()) => actions.reduce(reduce, state);
const opened = () => play([{ type: "open", feed: "top", items: shots(0, 10) }]);
const top = (state: State) => feedOf(state, "top");
const ids = (state: State) =>
  top(state)
    .items.map((item) => item.id)
    .join(" ");
const verdicts = (state: State) =>
  Object.fromEntries([...state.marks].map(([id, mark]) => [id, mark.verdict]));
const yes = (batch: string, now = 1): Action => ({
  type: "judge",
  verdict: "positive",
  batch,
  now,
});

describe("a feed", () => {
  test("opens with the focus on its first shot", () => {
    expect(top(opened()).focus).toBe(0);
    expect(opened().active).toBe("top");
  });

  test("without shots has no focus, and nothing to judge", () => {
    const state = play([{ type: "open", feed: "top", items: [] }, yes("b1")]);
    expect(top(state).focus).toBe(-1);
    expect(state.done).toEqual([]);
  });

  test("gets its focus with the first page that holds something", () => {
    const state = play([
      { type: "open", feed: "top", items: [] },
      { type: "append", feed: "top", items: shots(0, 2) },
    ]);
    expect(top(state).focus).toBe(0);
  });

  test("grows at its end and leaves out what it has", () => {
    const state = play([{ type: "append", feed: "top", items: shots(8, 12) }], opened());
    expect(ids(state)).toBe("s0 s1 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11");
  });

  test("goes on from a newer one behind what was seen", () => {
    const renewed = play([{ type: "renew", feed: "top", kept: 3, items: shots(1, 20) }], opened());
    expect(ids(renewed)).toBe(
      "s0 s1 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 s12 s13 s14 s15 s16 s17 s18 s19",
    );
    const other = play([{ type: "renew", feed: "top", kept: 3, items: shots(15, 17) }], opened());
    expect(ids(other)).toBe("s0 s1 s2 s15 s16");
    expect(top(other).focus).toBe(0);
    expect(top(other).at.get("s16")).toBe(4);
  });

  test("keeps what was judged, selected or come to, whatever was seen", () => {
    const touched = play(
      [
        { type: "focus", feed: "top", index: 5 },
        yes("b1"),
        { type: "focus", feed: "top", index: 1 },
        { type: "renew", feed: "top", kept: 1, items: shots(20, 21) },
      ],
      opened(),
    );
    expect(ids(touched)).toBe("s0 s1 s2 s3 s4 s5 s20");
    expect(top(touched).focus).toBe(1);
    const undone = play([{ type: "undo", now: 3 }], touched);
    expect(top(undone).focus).toBe(5);
    const selected = play(
      [
        { type: "focus", feed: "top", index: 7, how: "toggle" },
        { type: "focus", feed: "top", index: 2, how: "keep" },
        { type: "renew", feed: "top", kept: 0, items: shots(20, 21) },
      ],
      opened(),
    );
    expect(ids(selected)).toBe("s0 s1 s2 s3 s4 s5 s6 s7 s20");
    expect([...top(selected).selected]).toEqual(["s7"]);
  });

  test("waits behind its last shot also for those of a newer one", () => {
    const waiting = play([
      { type: "open", feed: "top", items: shots(0, 2), hasMore: true },
      yes("b1"),
      yes("b2"),
    ]);
    expect(top(waiting).focus).toBe(2);
    const renewed = play([{ type: "renew", feed: "top", kept: 1, items: shots(0, 4) }], waiting);
    expect(ids(renewed)).toBe("s0 s1 s2 s3");
    expect(top(renewed).focus).toBe(2);
  });

  test("moves no farther than its ends", () => {
    expect(top(play([{ type: "move", by: -3 }], opened())).focus).toBe(0);
    expect(top(play([{ type: "move", by: 99 }], opened())).focus).toBe(9);
  });
});

describe("selecting", () => {
  test("Shift extends from where the person was, both ways", () => {
    const state = play(
      [
        { type: "focus", feed: "top", index: 4 },
        { type: "move", by: 2, extend: true },
        { type: "move", by: -4, extend: true },
      ],
      opened(),
    );
    expect([...top(state).selected]).toEqual(["s2", "s3", "s4"]);
    expect(top(state).focus).toBe(2);
  });

  test("toggles single shots, and judges them in the feed's order", () => {
    const state = play(
      [
        { type: "focus", feed: "top", index: 7, how: "toggle" },
        { type: "focus", feed: "top", index: 3, how: "toggle" },
        { type: "focus", feed: "top", index: 5, how: "toggle" },
        { type: "focus", feed: "top", index: 5, how: "toggle" },
      ],
      opened(),
    );
    expect(targets(top(state)).map((item) => item.id)).toEqual(["s3", "s7"]);
  });

  test("all on screen means what is not judged, unless all is", () => {
    const state = play([yes("b1"), { type: "select", from: 0, to: 2 }], opened());
    expect([...top(state).selected]).toEqual(["s1", "s2"]);
    const again = play([yes("b2"), { type: "select", from: 0, to: 2 }], state);
    expect([...top(again).selected]).toEqual(["s0", "s1", "s2"]);
  });

  test("moving on without Shift lets go of the selection", () => {
    const state = play(
      [
        { type: "select", from: 0, to: 3 },
        { type: "move", by: 1 },
      ],
      opened(),
    );
    expect(top(state).selected.size).toBe(0);
  });
});

describe("judging", () => {
  test("remembers the shot until something else is done", () => {
    const state = play([yes("b1")], opened());
    expect(state.justJudged).toBe("s0");
    expect(play([{ type: "append", feed: "top", items: [] }], state).justJudged).toBe("s0");
    expect(play([{ type: "move", by: 1 }], state).justJudged).toBeNull();
    expect(play([{ type: "undo", now: 2 }], state).justJudged).toBeNull();
  });

  test("marks the focused shot and goes on", () => {
    const state = play([yes("b1")], opened());
    expect(verdicts(state)).toEqual({ s0: "positive" });
    expect(top(state).focus).toBe(1);
  });

  test("marks all that is selected as one step and goes on behind it", () => {
    const state = play([{ type: "select", from: 2, to: 5 }, yes("b1")], opened());
    expect(verdicts(state)).toEqual({
      s2: "positive",
      s3: "positive",
      s4: "positive",
      s5: "positive",
    });
    expect(top(state).focus).toBe(6);
    expect(top(state).selected.size).toBe(0);
    expect(state.done).toHaveLength(1);
  });

  test("stays on the last shot", () => {
    const state = play([{ type: "focus", feed: "top", index: 9 }, yes("b1")], opened());
    expect(top(state).focus).toBe(9);
  });
});

describe("undo", () => {
  test("brings back the verdict before, the focus and the selection", () => {
    const before = play([yes("b1"), { type: "select", from: 0, to: 2 }], opened());
    const state = play(
      [
        { type: "judge", verdict: "negative", batch: "b2", now: 2 },
        { type: "undo", now: 3 },
      ],
      before,
    );
    expect(verdicts(state)).toEqual({ s0: "positive", s1: null, s2: null });
    expect(top(state)).toEqual(top(before));
  });

  test("goes back to the feed that the step was in", () => {
    const state = play(
      [
        { type: "open", feed: "random", items: shots(20, 25) },
        yes("b1"),
        { type: "activate", feed: "random" },
        { type: "move", by: 1 },
        { type: "undo", now: 2 },
      ],
      opened(),
    );
    expect(state.active).toBe("top");
    expect(top(state).focus).toBe(0);
    expect(feedOf(state, "random").focus).toBe(1);
  });

  test("takes the verdict back also where its feed was opened anew", () => {
    const state = play(
      [yes("b1"), { type: "open", feed: "top", items: shots(30, 33) }, { type: "undo", now: 2 }],
      opened(),
    );
    expect(verdicts(state)).toEqual({ s0: null });
    expect(top(state).focus).toBe(0);
  });

  test("does nothing where nothing was done", () => {
    const state = opened();
    expect(play([{ type: "undo", now: 1 }], state)).toBe(state);
  });

  test("brings back a verdict that the shot came with", () => {
    const state = play([
      { type: "open", feed: "top", items: [{ id: "s0", verdict: "negative" }] },
      yes("b1"),
      { type: "undo", now: 2 },
    ]);
    expect(verdicts(state)).toEqual({ s0: "negative" });
  });
});

describe("what others say", () => {
  const remote = (since: number): Action => ({
    type: "remote",
    changes: [{ id: "s0", verdict: "negative", who: "kim" }],
    since,
    now: since + 1,
  });

  test("shows as theirs", () => {
    const mark = play([remote(5)], opened()).marks.get("s0");
    expect(mark).toEqual({ verdict: "negative", by: "elsewhere", who: "kim", at: 6 });
  });

  test("does not cover what I said after they were asked", () => {
    expect(verdicts(play([yes("b1", 7), remote(5)], opened()))).toEqual({ s0: "positive" });
    expect(verdicts(play([yes("b1", 3), remote(5)], opened()))).toEqual({ s0: "negative" });
  });

  test("is not undone by my undo", () => {
    const state = play([yes("b1", 3), remote(5), { type: "undo", now: 8 }], opened());
    expect(verdicts(state)).toEqual({ s0: "negative" });
  });

  test("leaves everything as it was where nothing is new", () => {
    const state = play([remote(5)], opened());
    expect(play([remote(9)], state)).toBe(state);
  });
});

describe("at the end of what is loaded", () => {
  const short = (hasMore: boolean) =>
    play([{ type: "open", feed: "top", items: shots(0, 2), hasMore }, yes("b1"), yes("b2")]);

  test("keys wait for what is to come", () => {
    const waiting = play([yes("b3")], short(true));
    expect(top(waiting).focus).toBe(2);
    expect(waiting.done.map(({ batch }) => batch)).toEqual(["b1", "b2"]);
    const come = play([{ type: "append", feed: "top", items: shots(2, 4) }, yes("b4")], waiting);
    expect(come.marks.get("s2")?.batch).toBe("b4");
  });

  test("the last shot keeps the focus where nothing comes", () => {
    expect(top(short(false)).focus).toBe(1);
    const none: Action = { type: "append", feed: "top", items: [] };
    expect(top(play([none], short(true))).focus).toBe(1);
  });

  test("the way back leads to the last shot", () => {
    expect(top(play([{ type: "move", by: -1 }], short(true))).focus).toBe(1);
  });
});

describe("a note", () => {
  const note: Action = { type: "note", id: "s0", verdict: "positive", batch: "b2", now: 3 };

  test("gives the verdict again, so that its echo is not taken for somebody else's", () => {
    const echo = { id: "s0", verdict: "positive" } as const;
    const state = play([note, { type: "remote", changes: [echo], since: 5, now: 6 }], opened());
    expect(state.marks.get("s0")).toMatchObject({ verdict: "positive", by: "me" });
  });

  test("stands when the verdict before it is taken back, as on the server", () => {
    const state = play([yes("b1"), note, { type: "undo", now: 4 }], opened());
    expect(verdicts(state)).toEqual({ s0: "positive" });
  });
});

describe("a verdict that the server refuses", () => {
  test("goes back to what was there and says why", () => {
    const state = play(
      [yes("b1"), { type: "refuse", batch: "b1", reason: "no such shot", now: 2 }],
      opened(),
    );
    expect(state.marks.get("s0")).toMatchObject({ verdict: null, refused: "no such shot" });
    expect(state.done).toEqual([]);
  });
});

test("a shot that two feeds offer is judged in both", () => {
  const state = play([{ type: "open", feed: "random", items: shots(0, 3) }, yes("b1")], opened());
  const item = feedOf(state, "random").items[0];
  expect(item && verdictOf(item, state.marks.get(item.id))).toBe("positive");
});

test("200 random keystrokes drop and reorder nothing", () => {
  for (let seed = 1; seed <= 50; seed++) {
    const random = randomOf(seed);
    let state = play([{ type: "open", feed: "top", items: shots(0, 30) }]);
    /** What undo must bring back, kept by hand: verdicts and focus before each step. */
    const history: { verdicts: Record<string, unknown>; focus: number }[] = [];
    let loaded = 30;
    for (let key = 0; key < 200; key++) {
      const before = standing(state);
      const focus = top(state).focus;
      const action = someAction(random, key, top(state).items.length);
      const aimed = targets(top(state)).map((item) => item.id);
      state = reduce(state, action);
      if (action.type === "append") loaded = Math.max(loaded, 30 + action.items.length);
      if (action.type === "judge") {
        history.push({ verdicts: before, focus });
        const expected = { ...before };
        for (const id of aimed) expected[id] = action.verdict;
        expect(standing(state)).toEqual(expected);
      } else if (action.type === "undo" && history.length > 0) {
        const last = history.pop();
        expect(standing(state)).toEqual(last?.verdicts);
        expect(top(state).focus).toBe(last?.focus);
      } else expect(standing(state)).toEqual(before);
      expect(top(state).items.map((item) => item.id)).toEqual(shots(0, loaded).map((s) => s.id));
      expect(state.done).toHaveLength(history.length);
    }
  }
});

/** The verdicts that stand, without shots that have none. */
function standing(state: State): Record<string, unknown> {
  return Object.fromEntries(
    top(state).items.flatMap((item) => {
      const verdict = verdictOf(item, state.marks.get(item.id));
      return verdict ? [[item.id, verdict]] : [];
    }),
  );
}

function someAction(random: (n: number) => number, key: number, length: number): Action {
  const verdict = (["positive", "negative", "skip"] as const)[random(3)] ?? null;
  const judge: Action = { type: "judge", verdict, batch: `b${key}`, now: key };
  const how = (["alone", "extend", "toggle"] as const)[random(3)];
  switch (random(8)) {
    case 0:
      return { type: "undo", now: key };
    case 1:
      return { type: "move", by: random(9) - 4, extend: random(2) === 0 };
    case 2:
      return { type: "focus", feed: "top", index: random(length), how };
    case 3:
      return { type: "append", feed: "top", items: shots(30, 30 + random(60)) };
    case 4:
      return { type: "select", from: random(length), to: random(length) };
    default:
      return judge;
  }
}

/** Whole numbers below n, the same for the same seed. */
function randomOf(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return Math.floor((state / 2 ** 32) * n);
  };
}
