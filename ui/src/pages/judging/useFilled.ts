import { useEffect, useRef } from "react";
import type { Labelling, Offer } from "../../labelling/store";
import type { ShotItem } from "../../shots/shot";

/**
 * Fill a feed of a labelling from pages as they are loaded.
 *
 * What stands in the feed stays as it is when pages are loaded again, so that nothing moves under a
 * person's hands.
 */
export function useFilled<P>(
  labelling: Labelling,
  feed: string,
  pages: readonly P[] | undefined,
  itemsOf: (page: P) => ShotItem[],
  offer: Offer,
): void {
  const filled = useRef<{ labelling: Labelling; feed: string; pages: number } | null>(null);
  useEffect(() => {
    const now = filled.current;
    const isSame = now?.labelling === labelling && now.feed === feed;
    const from = isSame ? now.pages : 0;
    for (const [i, page] of (pages ?? []).entries()) {
      if (i < from) continue;
      if (i === 0) labelling.open(feed, itemsOf(page), offer);
      else labelling.append(feed, itemsOf(page));
    }
    filled.current = { labelling, feed, pages: Math.max(from, pages?.length ?? 0) };
  });
}
