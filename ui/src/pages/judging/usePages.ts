import { type InfiniteData, type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { verdictOf } from "../../labelling/labelling";
import type { Labelling, Offer } from "../../labelling/store";
import type { ShotItem } from "../../shots/shot";

interface Paged<P, C> {
  labelling: Labelling;
  /** Which feed of the labelling the pages fill. */
  feed: string;
  /** What is asked for. Another key fills the feed anew, once its first page is there. */
  queryKey: QueryKey;
  load: (cursor: C | null) => Promise<P>;
  nextOf: (page: P) => C | null;
  itemsOf: (page: P) => ShotItem[];
  offerOf: (page: P) => Offer;
  enabled?: boolean;
  /**
   * A page may come from a newer feed than the one before it: then so many shots stay, and it
   * replaces what follows them; `null` where it goes on.
   */
  staysOf?: (page: P, before: P) => number | null;
  /** Begin at the first shot without a verdict, where the person has not been here before. */
  skipsJudged?: boolean;
  /** Ask again each time the page is opened, since verdicts change what belongs here. */
  isFresh?: boolean;
}

/** What a feed was filled with. */
interface Filled<P> {
  labelling: Labelling;
  name: string;
  first: P;
  pages: number;
}

/** At which shot a person was, by what was asked for; so that coming back leads there. */
const places = new Map<string, string>();
const PLACES_MOST = 200;

/**
 * Fill a feed of a labelling with pages as they are asked for.
 *
 * `shown` tells what the feed holds now: what was asked for before stays until the next is there.
 */
export function usePages<P, C>(paged: Paged<P, C>) {
  const { labelling, feed, queryKey, enabled = true, skipsJudged = false, isFresh } = paged;
  const [shown, setShown] = useState("");
  const filled = useRef<Filled<P> | null>(null);
  const name = JSON.stringify(queryKey);
  const query = useInfiniteQuery<P, Error, InfiniteData<P>, QueryKey, C | null>({
    queryKey,
    queryFn: ({ pageParam }) => paged.load(pageParam as C | null),
    initialPageParam: null as C | null,
    getNextPageParam: (page) => paged.nextOf(page),
    enabled,
    // Looking away and back must not reorder what a person works on.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: isFresh ? 0 : undefined,
  });
  const pages = query.data?.pages;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only new pages are news
  useLayoutEffect(() => {
    const first = pages?.[0];
    if (!pages || first === undefined) return;
    const before = filled.current;
    const goesOn = before?.labelling === labelling && before.first === first;
    if (goesOn) goOn(paged, pages, before.pages);
    else {
      const hasMore = paged.nextOf(pages.at(-1) ?? first) !== null;
      remember(before, feed);
      labelling.open(feed, pages.flatMap(paged.itemsOf), paged.offerOf(first), hasMore);
      begin(labelling, feed, places.get(name), skipsJudged);
      setShown(name);
    }
    filled.current = { labelling, name, first, pages: pages.length };
  }, [labelling, feed, pages]);
  useEffect(() => () => remember(filled.current, feed), [feed]);
  return { ...query, shown, isStale: enabled && shown !== name };
}

/** Add the pages from a place on. */
function goOn<P, C>(paged: Paged<P, C>, pages: readonly P[], from: number): void {
  const { labelling, feed } = paged;
  pages.slice(from).forEach((page, i) => {
    const before = pages[from + i - 1];
    const kept = before === undefined ? null : (paged.staysOf?.(page, before) ?? null);
    const items = paged.itemsOf(page);
    const hasMore = paged.nextOf(page) !== null;
    if (kept === null) labelling.append(feed, items, hasMore);
    else labelling.renew(feed, kept, items, hasMore);
  });
}

/** Put the focus where the person was, else where work begins. */
function begin(labelling: Labelling, key: string, place: string | undefined, skipsJudged: boolean) {
  const { marks, active } = labelling.get();
  const feed = labelling.feed(key);
  const first = skipsJudged
    ? feed.items.findIndex((item) => verdictOf(item, marks.get(item.id)) === null)
    : 0;
  const index = feed.at.get(place ?? "") ?? Math.max(0, first);
  if (index === feed.focus || index >= feed.items.length) return;
  labelling.dispatch({ type: "focus", feed: key, index });
  if (active && active !== key) labelling.dispatch({ type: "activate", feed: active });
}

function remember<P>(filled: Filled<P> | null, key: string): void {
  if (!filled) return;
  const { labelling, name } = filled;
  const feed = labelling.feed(key);
  const here = feed.items[feed.focus];
  if (!here) return;
  places.delete(name);
  places.set(name, here.id);
  for (const oldest of places.keys()) {
    if (places.size <= PLACES_MOST) break;
    places.delete(oldest);
  }
}
