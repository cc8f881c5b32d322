import type { Schema } from "../api/api";
import { annotatorName } from "../parts/preferences";
import type { ShotItem } from "../shots/shot";
import {
  type Action,
  emptyState,
  type Feed,
  feedOf,
  type Mark,
  reduce,
  type State,
  type Step,
  targets,
  type Verdict,
  verdictOf,
} from "./labelling";
import type { Write } from "./queue";
import { type Shift, shiftsOf } from "./tally";
import { newUid } from "./uid";

/** Where a feed's verdicts come from, for the log. */
export interface Offer {
  source: Schema["Source"];
  feedId?: string | null;
}

interface Alone {
  alone?: boolean;
  next?: number;
}

/** The most verdicts that one request carries. */
const MOST = 5_000;
const DIRECT: Offer = { source: "direct" };

/** What was said for a label since the browser's page was loaded; it outlives a page of the app. */
interface Memory {
  marks: ReadonlyMap<string, Mark>;
  done: readonly Step[];
  /** What was written beside shots, also where a verdict is yet to come. */
  notes: ReadonlyMap<string, string>;
  shifts: readonly Shift[];
}

const NOTHING: Memory = { marks: new Map(), done: [], notes: new Map(), shifts: [] };
const remembered = new Map<string, Memory>();

/**
 * The judging of one label on one page: state that components follow, and writes that leave it.
 *
 * `label` is `null` where shots are only looked at: then nothing can be judged.
 */
export class Labelling {
  private state: State<ShotItem>;
  private readonly offers = new Map<string, Offer>();
  private readonly listeners = new Set<() => void>();

  constructor(
    readonly label: string | null,
    private readonly send: (writes: Write[]) => void,
  ) {
    const { marks, done } = this.memory;
    this.state = { ...emptyState<ShotItem>(), marks, done };
  }

  private get memory(): Memory {
    return remembered.get(this.label ?? "") ?? NOTHING;
  }

  private remember(change: Partial<Memory>): void {
    if (this.label) remembered.set(this.label, { ...this.memory, ...change });
  }

  get = (): State<ShotItem> => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  dispatch(action: Action<ShotItem>): void {
    const next = reduce(this.state, action);
    if (next === this.state) return;
    const shifts = "now" in action ? shiftsOf(this.state, next, action.now) : [];
    this.state = next;
    const { marks, done } = next;
    this.remember({ marks, done, shifts: this.memory.shifts.concat(shifts) });
    for (const listener of this.listeners) listener();
  }

  /** How the counts of verdicts moved since the browser's page was loaded. */
  get shifts(): readonly Shift[] {
    return this.memory.shifts;
  }

  /** What was written here beside shots, by their ids. */
  get notes(): ReadonlyMap<string, string> {
    return this.memory.notes;
  }

  feed(key: string): Feed<ShotItem> {
    return feedOf(this.state, key);
  }

  /** Show a feed from its beginning. Further pages come by `append`. */
  open(feed: string, items: readonly ShotItem[], offer: Offer = DIRECT, hasMore = false): void {
    this.offers.set(feed, offer);
    this.dispatch({ type: "open", feed, items, hasMore });
  }

  append(feed: string, items: readonly ShotItem[], hasMore = false): void {
    this.dispatch({ type: "append", feed, items, hasMore });
  }

  /** What follows the first `kept` shots, from a newer feed. */
  renew(feed: string, kept: number, items: readonly ShotItem[], hasMore = false): void {
    this.dispatch({ type: "renew", feed, kept, items, hasMore });
  }

  /**
   * Judge what is selected, else the focused shot; `null` withdraws the verdict. With `alone` the
   * focused shot only, whatever is selected, and then to the place `next`.
   */
  judge(verdict: Verdict | null, { alone = false, next }: Alone = {}): void {
    const items = targets(this.feed(this.state.active), alone);
    if (!this.label || items.length === 0) return;
    const batch = newUid();
    const now = Date.now();
    const offer = this.offers.get(this.state.active) ?? DIRECT;
    this.dispatch({ type: "judge", verdict, batch, now, alone, next });
    this.send(this.annotations(this.label, batch, now, items, verdict, offer));
  }

  /**
   * Write something about a shot. Where a verdict stands it goes with that, given again; else with
   * the one to come. Returns whether it is on its way.
   */
  note(item: ShotItem, note: string): boolean {
    if (!this.label) return false;
    this.remember({ notes: new Map(this.notes).set(item.id, note) });
    const verdict = verdictOf(item, this.state.marks.get(item.id));
    if (verdict === null) {
      // A draft is no mark, but whoever shows notes has to know.
      for (const listener of this.listeners) listener();
      return false;
    }
    const batch = newUid();
    const now = Date.now();
    const offer = this.offers.get(this.state.active) ?? DIRECT;
    this.dispatch({ type: "note", id: item.id, verdict, batch, now });
    this.send(this.annotations(this.label, batch, now, [item], verdict, offer));
    return true;
  }

  /** Take back the newest step, and return it; `null` where there is none. */
  undo(): Step | null {
    const step = this.state.done.at(-1);
    if (!this.label || !step) return null;
    const now = Date.now();
    this.dispatch({ type: "undo", now });
    this.send([undoOf(this.label, step.batch, step.before.length, now)]);
    return step;
  }

  private annotations(
    label: string,
    batch: string,
    at: number,
    items: readonly ShotItem[],
    verdict: Verdict | null,
    { source, feedId }: Offer,
  ): Write[] {
    const judgements = items.map((item, place) => ({
      uid: place === 0 ? firstUid(batch) : newUid(),
      shot: item.id,
      verdict,
      source,
      feed_id: item.feedId ?? feedId ?? null,
      rank: item.rank ?? null,
      score: item.score ?? null,
      note: (verdict && this.notes.get(item.id)) ?? "",
    }));
    return chunks(judgements, MOST).map((some) => ({
      id: newUid(),
      at,
      label,
      annotator: annotatorName(),
      batch,
      to: "annotations",
      body: { batch, judgements: some } satisfies Schema["NewAnnotations"],
      count: some.length,
    }));
  }
}

/** The write that takes a batch back. */
export function undoOf(label: string, batch: string, count: number, at: number): Write {
  return {
    id: newUid(),
    at,
    label,
    annotator: annotatorName(),
    batch,
    to: "undos",
    body: { uid: firstUid(batch) } satisfies Schema["Undo"],
    count,
  };
}

/** The id of a batch's first judgement, by which undo names the whole batch. */
function firstUid(batch: string): string {
  return `${batch}.0`;
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  const found: T[][] = [];
  for (let from = 0; from < all.length; from += size) found.push(all.slice(from, from + size));
  return found;
}
