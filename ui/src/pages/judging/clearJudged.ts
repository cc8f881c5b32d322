import { verdictOf } from "../../labelling/labelling";
import type { Labelling } from "../../labelling/store";

/** Take judged shots out of some feeds, because the person asked for it. The focus goes on. */
export function clearJudged(labelling: Labelling, feeds: readonly string[]): void {
  const { marks, active } = labelling.get();
  for (const feed of feeds) {
    const { items, focus, hasMore } = labelling.feed(feed);
    const isLeft = items.map((item) => verdictOf(item, marks.get(item.id)) === null);
    if (isLeft.every(Boolean)) continue;
    const left = items.filter((_, i) => isLeft[i]);
    const index = isLeft.slice(0, focus).filter(Boolean).length;
    labelling.dispatch({ type: "open", feed, items: left, hasMore });
    if (left.length > 0)
      labelling.dispatch({ type: "focus", feed, index: Math.min(index, left.length - 1) });
  }
  if (active) labelling.dispatch({ type: "activate", feed: active });
}

/** Go on to the next shot of a feed that is not judged, where another feed had the focused one. */
export function toUnjudged(labelling: Labelling, feed: string): void {
  const { marks } = labelling.get();
  const { items, focus } = labelling.feed(feed);
  const index = items.findIndex(
    (item, i) => i >= focus && verdictOf(item, marks.get(item.id)) === null,
  );
  if (index > focus) labelling.dispatch({ type: "focus", feed, index });
}
