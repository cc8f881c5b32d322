/**
 * What happens on screen while a person judges: pure, state and action to state.
 *
 * A label has one state. Its feeds only ever grow while they are looked at, so nothing moves or
 * disappears under a person's hands. Verdicts belong to the label and not to a feed: a shot that
 * two feeds offer is judged in both. Undo takes back the newest step, whichever feed it was in.
 */

export type Verdict = "positive" | "negative" | "skip";

/** The least a feed must know of a shot. `verdict` is what was known when it was loaded. */
export interface Item {
  id: string;
  verdict: Verdict | null;
}

/** What was said of a shot since the page was opened. */
export interface Mark {
  verdict: Verdict | null;
  by: "me" | "elsewhere";
  /** Who said it, where it was not me. */
  who?: string;
  /** When, by this browser's clock. */
  at: number;
  /** The batch it was sent in, where it was me. */
  batch?: string;
  /** Why the server refused it; the verdict is then what it was before. */
  refused?: string;
}

export interface Feed<T extends Item = Item> {
  items: readonly T[];
  /** Where each shot is. */
  at: ReadonlyMap<string, number>;
  /** Further pages are on their way, or can be asked for. */
  hasMore: boolean;
  /**
   * The shot that keys act on; -1 where there is none. Behind the last shot while more is to come:
   * then keys wait for it, and no verdict falls on a shot that has one already.
   */
  focus: number;
  /** Where a range that Shift extends begins. */
  anchor: number;
  selected: ReadonlySet<string>;
}

/** One thing that undo takes back: the marks before it, and where the person was. */
export interface Step {
  batch: string;
  feed: string;
  before: readonly (readonly [id: string, mark: Mark])[];
  focus: number;
  anchor: number;
  selected: ReadonlySet<string>;
}

export interface State<T extends Item = Item> {
  feeds: Readonly<Record<string, Feed<T>>>;
  /** The feed that keys act on. */
  active: string;
  marks: ReadonlyMap<string, Mark>;
  done: readonly Step[];
  /** The one shot that was judged just now, with nothing done since; a note would be about it. */
  justJudged: string | null;
}

/** What going to a shot does to the selection; `keep` leaves it as it is. */
type How = "alone" | "extend" | "toggle" | "keep";

export interface Change {
  id: string;
  verdict: Verdict | null;
  who?: string;
}

export type Action<T extends Item = Item> =
  /** Show a feed from its beginning: a new search, a new Build. */
  | { type: "open"; feed: string; items: readonly T[]; hasMore?: boolean }
  /** A further page; shots that are there already are left out. */
  | { type: "append"; feed: string; items: readonly T[]; hasMore?: boolean }
  /**
   * What follows, from a newer feed: in place of all that is behind the first `kept` shots. Those
   * stay, and so does what the person has judged, selected or come to.
   */
  | { type: "renew"; feed: string; kept: number; items: readonly T[]; hasMore?: boolean }
  | { type: "activate"; feed: string }
  | { type: "focus"; feed: string; index: number; how?: How }
  /** Go so many shots on in the active feed. */
  | { type: "move"; by: number; extend?: boolean }
  /** Of these places the shots that are not judged; all of them where there is none. */
  | { type: "select"; from: number; to: number }
  | { type: "unselect" }
  /**
   * Judge what is selected, else the focused shot, and go on to the next one. With `alone` the
   * focused shot only, and what else is selected stays so; `next` is then where to go on.
   */
  | {
      type: "judge";
      verdict: Verdict | null;
      batch: string;
      now: number;
      alone?: boolean;
      next?: number;
    }
  | { type: "undo"; now: number }
  /** Something was written beside a verdict, which is given again with it. */
  | { type: "note"; id: string; verdict: Verdict; batch: string; now: number }
  /** Verdicts given in other tabs or by others, as they stood at `since`. */
  | { type: "remote"; changes: readonly Change[]; since: number; now: number }
  /** The server said no for good. */
  | { type: "refuse"; batch: string; reason: string; now: number };

export function emptyState<T extends Item>(): State<T> {
  return { feeds: {}, active: "", marks: new Map(), done: [], justJudged: null };
}

export function reduce<T extends Item>(state: State<T>, action: Action<T>): State<T> {
  const next = after(state, action);
  if (next === state || action.type === "judge" || PASSIVE.has(action.type)) return next;
  return { ...next, justJudged: null };
}

/** What happens by itself, or says no more than that the person is still here. */
const PASSIVE: ReadonlySet<Action["type"]> = new Set([
  "append",
  "renew",
  "remote",
  "activate",
  "note",
]);

function after<T extends Item>(state: State<T>, action: Action<T>): State<T> {
  switch (action.type) {
    case "open":
      return withFeed(state, action.feed, grown(EMPTY as Feed<T>, action.items, action.hasMore));
    case "append": {
      const feed = grown(feedOf(state, action.feed), action.items, action.hasMore);
      return withFeed(state, action.feed, feed);
    }
    case "renew": {
      const kept = shortened(state, action.feed, action.kept);
      return withFeed(state, action.feed, grown(kept, action.items, action.hasMore));
    }
    case "activate":
      return state.active === action.feed ? state : { ...state, active: action.feed };
    case "focus": {
      const feed = focused(feedOf(state, action.feed), action.index, action.how);
      return { ...withFeed(state, action.feed, feed), active: action.feed };
    }
    case "move": {
      const feed = feedOf(state, state.active);
      const index = clamp(feed.focus + action.by, feed.items.length);
      return onActive(state, focused(feed, index, action.extend ? "extend" : "alone"));
    }
    case "select": {
      const feed = feedOf(state, state.active);
      return onActive(state, { ...feed, selected: worthwhile(state, feed, action) });
    }
    case "unselect":
      return onActive(state, { ...feedOf(state, state.active), selected: NONE });
    case "judge":
      return judged(state, action);
    case "undo":
      return undone(state, action.now);
    case "note": {
      const { id, verdict, batch, now } = action;
      return {
        ...state,
        marks: new Map(state.marks).set(id, { verdict, by: "me", at: now, batch }),
      };
    }
    case "remote":
      return merged(state, action.changes, action.since, action.now);
    case "refuse":
      return refused(state, action.batch, action.reason, action.now);
  }
}

/** The feed by its key; an empty one where it was never opened. */
export function feedOf<T extends Item>(state: State<T>, key: string): Feed<T> {
  return state.feeds[key] ?? (EMPTY as Feed<T>);
}

/** What a verdict would fall on: the selected shots in order, else the focused one. */
export function targets<T extends Item>(feed: Feed<T>, alone = false): T[] {
  if (alone || feed.selected.size === 0) {
    const item = feed.items[feed.focus];
    return item ? [item] : [];
  }
  return [...feed.selected]
    .map((id) => feed.at.get(id) ?? -1)
    .sort((a, b) => a - b)
    .flatMap((index) => feed.items[index] ?? []);
}

/** The verdict that stands on a shot. */
export function verdictOf(item: Item, mark: Mark | undefined): Verdict | null {
  return mark ? mark.verdict : item.verdict;
}

const NONE: ReadonlySet<string> = new Set();
const EMPTY: Feed = {
  items: [],
  at: new Map(),
  hasMore: false,
  focus: -1,
  anchor: -1,
  selected: NONE,
};

function withFeed<T extends Item>(state: State<T>, key: string, feed: Feed<T>): State<T> {
  return { ...state, active: state.active || key, feeds: { ...state.feeds, [key]: feed } };
}

function onActive<T extends Item>(state: State<T>, feed: Feed<T>): State<T> {
  return withFeed(state, state.active, feed);
}

function grown<T extends Item>(feed: Feed<T>, more: readonly T[], hasMore = false): Feed<T> {
  const at = new Map(feed.at);
  const items = [...feed.items];
  for (const item of more) {
    if (at.has(item.id)) continue;
    at.set(item.id, items.length);
    items.push(item);
  }
  const focus = placed(feed.focus, items.length, hasMore);
  const hasMoved = focus !== feed.focus;
  return { ...feed, items, at, hasMore, ...(hasMoved && { focus, anchor: focus }) };
}

/** A feed without what is behind the first `kept` shots, as far as nothing was done there. */
function shortened<T extends Item>(state: State<T>, key: string, kept: number): Feed<T> {
  const feed = feedOf(state, key);
  const judged = state.done.flatMap((step) =>
    step.feed === key ? step.before.map(([id]) => id) : [],
  );
  const touched = [...judged, ...feed.selected].map((id) => (feed.at.get(id) ?? -1) + 1);
  const length = Math.max(kept, feed.focus + 1, feed.anchor + 1, ...touched);
  const items = feed.items.slice(0, length);
  return { ...feed, items, at: new Map(items.map(({ id }, index) => [id, index])) };
}

function focused<T extends Item>(feed: Feed<T>, index: number, how: How = "alone"): Feed<T> {
  const item = feed.items[index];
  if (!item) return feed;
  if (how === "alone") return { ...feed, focus: index, anchor: index, selected: NONE };
  if (how === "keep") return { ...feed, focus: index, anchor: index };
  if (how === "extend") {
    return { ...feed, focus: index, selected: range(feed, feed.anchor, index) };
  }
  const selected = new Set(feed.selected);
  if (!selected.delete(item.id)) selected.add(item.id);
  return { ...feed, focus: index, anchor: index, selected };
}

function range<T extends Item>(feed: Feed<T>, from: number, to: number): ReadonlySet<string> {
  const [low, high] = from < to ? [from, to] : [to, from];
  return new Set(feed.items.slice(Math.max(0, low), high + 1).map((item) => item.id));
}

/** Of a range what is not judged: a verdict for many must not overwrite earlier ones unseen. */
function worthwhile<T extends Item>(
  { marks }: State<T>,
  feed: Feed<T>,
  { from, to }: { from: number; to: number },
): ReadonlySet<string> {
  const all = range(feed, from, to);
  const fresh = feed.items.filter(
    (item) => all.has(item.id) && verdictOf(item, marks.get(item.id)) === null,
  );
  return fresh.length > 0 ? new Set(fresh.map((item) => item.id)) : all;
}

function judged<T extends Item>(
  state: State<T>,
  { verdict, batch, now, alone, next }: Extract<Action<T>, { type: "judge" }>,
): State<T> {
  const feed = feedOf(state, state.active);
  const items = targets(feed, alone);
  const last = items.at(-1);
  if (!last) return state;
  const marks = new Map(state.marks);
  for (const item of items) marks.set(item.id, { verdict, by: "me", at: now, batch });
  const following = next ?? (feed.at.get(last.id) ?? -1) + 1;
  const focus = placed(following, feed.items.length, feed.hasMore);
  const left = new Set(alone ? feed.selected : NONE);
  left.delete(last.id);
  const moved = onActive(state, { ...feed, focus, anchor: focus, selected: left });
  const justJudged = verdict !== null && items.length === 1 ? last.id : null;
  return { ...moved, marks, done: [...state.done, stepOf(state, items, batch)], justJudged };
}

/** How to take back what is about to happen to some shots of the active feed. */
function stepOf<T extends Item>(state: State<T>, items: readonly T[], batch: string): Step {
  const { focus, anchor, selected } = feedOf(state, state.active);
  const before = items.map(
    (item) => [item.id, state.marks.get(item.id) ?? asLoaded(item)] as const,
  );
  return { batch, feed: state.active, before, focus, anchor, selected };
}

function undone<T extends Item>(state: State<T>, now: number): State<T> {
  const step = state.done.at(-1);
  if (!step) return state;
  const feed = feedOf(state, step.feed);
  const { anchor, selected } = step;
  // The feed may have been opened anew since: with other shots there is no place to go back to.
  const known = step.before.every(([id]) => feed.at.has(id));
  const here = feed.items[step.focus]?.id;
  const isSame = step.before.some(([id]) => id === here) || selected.size > 0;
  const focus = isSame ? step.focus : (feed.at.get(step.before[0]?.[0] ?? "") ?? -1);
  const back = { ...feed, focus, anchor: isSame ? anchor : focus, selected };
  const feeds = { ...state.feeds, [step.feed]: back };
  return {
    ...state,
    feeds: known ? feeds : state.feeds,
    active: known ? step.feed : state.active,
    marks: restored(state, step, { at: now }),
    done: state.done.slice(0, -1),
  };
}

function refused<T extends Item>(
  state: State<T>,
  batch: string,
  reason: string,
  now: number,
): State<T> {
  const step = state.done.find((each) => each.batch === batch);
  if (!step) return state;
  const marks = restored(state, step, { at: now, refused: reason });
  return { ...state, marks, done: state.done.filter((each) => each !== step) };
}

/** The marks as they were before a step, apart from shots of which something was said since. */
function restored<T extends Item>(
  state: State<T>,
  step: Step,
  news: Pick<Mark, "at" | "refused">,
): ReadonlyMap<string, Mark> {
  const marks = new Map(state.marks);
  for (const [id, before] of step.before)
    if (marks.get(id)?.batch === step.batch) marks.set(id, { ...before, ...news });
  return marks;
}

function merged<T extends Item>(
  state: State<T>,
  changes: readonly Change[],
  since: number,
  now: number,
): State<T> {
  const marks = new Map(state.marks);
  let changed = false;
  for (const { id, verdict, who } of changes) {
    const mark = marks.get(id);
    if (mark && (mark.at >= since || mark.verdict === verdict)) continue;
    marks.set(id, { verdict, by: "elsewhere", who, at: now });
    changed = true;
  }
  return changed ? { ...state, marks } : state;
}

function asLoaded(item: Item): Mark {
  return { verdict: item.verdict, by: "me", at: 0 };
}

/** A focus inside a feed, or behind its last shot while more is to come; -1 in an empty one. */
function placed(index: number, length: number, hasMore: boolean): number {
  if (length === 0) return -1;
  return hasMore && index === length ? index : clamp(index, length);
}

function clamp(index: number, length: number): number {
  return Math.max(0, Math.min(length - 1, index));
}
