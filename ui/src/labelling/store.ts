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
  targets,
  type Verdict,
} from "./labelling";
import type { Write } from "./queue";
import { newUid } from "./uid";

/** Where a feed's verdicts come from, for the log. */
export interface Offer {
  source: Schema["Source"];
  feedId?: string | null;
}

/** The most verdicts that one request carries. */
const MOST = 5_000;
const DIRECT: Offer = { source: "direct" };

/** What was judged since the browser's page was loaded, by label; it outlives a page of the app. */
const remembered = new Map<string, ReadonlyMap<string, Mark>>();

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
    const marks = remembered.get(label ?? "") ?? new Map();
    this.state = { ...emptyState<ShotItem>(), marks };
  }

  get = (): State<ShotItem> => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  dispatch(action: Action<ShotItem>): void {
    const next = reduce(this.state, action);
    if (next === this.state) return;
    this.state = next;
    if (this.label) remembered.set(this.label, next.marks);
    for (const listener of this.listeners) listener();
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

  /** Judge what is selected, else the focused shot; `null` withdraws the verdict. */
  judge(verdict: Verdict | null): void {
    const items = targets(this.feed(this.state.active));
    if (!this.label || items.length === 0) return;
    const batch = newUid();
    const now = Date.now();
    const offer = this.offers.get(this.state.active) ?? DIRECT;
    this.dispatch({ type: "judge", verdict, batch, now });
    this.send(this.annotations(this.label, batch, now, items, verdict, offer));
  }

  /** Say something about a shot beside the verdict that stands. */
  note(item: ShotItem, verdict: Verdict, note: string): void {
    if (!this.label) return;
    const offer = this.offers.get(this.state.active) ?? DIRECT;
    const batch = newUid();
    const now = Date.now();
    this.dispatch({ type: "note", id: item.id, verdict, batch, now });
    this.send(this.annotations(this.label, batch, now, [item], verdict, offer, note));
  }

  /** Take back the newest step. Returns whether there was one. */
  undo(): boolean {
    const step = this.state.done.at(-1);
    if (!this.label || !step) return false;
    const now = Date.now();
    this.dispatch({ type: "undo", now });
    this.send([
      {
        id: newUid(),
        at: now,
        label: this.label,
        annotator: annotatorName(),
        batch: step.batch,
        to: "undos",
        body: { uid: firstUid(step.batch) } satisfies Schema["Undo"],
        count: step.before.length,
      },
    ]);
    return true;
  }

  private annotations(
    label: string,
    batch: string,
    at: number,
    items: readonly ShotItem[],
    verdict: Verdict | null,
    { source, feedId }: Offer,
    note = "",
  ): Write[] {
    const judgements = items.map((item, place) => ({
      uid: place === 0 ? firstUid(batch) : newUid(),
      shot: item.id,
      verdict,
      source,
      feed_id: feedId ?? null,
      rank: item.rank ?? null,
      score: item.score ?? null,
      note,
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

/** The id of a batch's first judgement, by which undo names the whole batch. */
function firstUid(batch: string): string {
  return `${batch}.0`;
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  const found: T[][] = [];
  for (let from = 0; from < all.length; from += size) found.push(all.slice(from, from + size));
  return found;
}
