import { type InfiniteData, type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { api, got, type Schema } from "../../api/api";
import type { Labelling } from "../../labelling/store";
import { offeredItem, shotItem } from "../../shots/shot";
import { usePages } from "../judging/usePages";
import { type FeedKind, leftNow, MOVED, SUGGESTED } from "./kinds";
import { stayingIn } from "./staying";
import type { Shown } from "./useShownVersion";

type FeedPage = Schema["FeedPage"];
type Place = { feed: string; cursor: string };
type Pages = InfiniteData<FeedPage, Place | null>;

const LIMIT = 60;
const MOVED_LIMIT = 60;

export type LoadedFeed = ReturnType<typeof useFeedOf> | ReturnType<typeof useMoved>;

export type LoadedFeeds = Record<FeedKind, LoadedFeed> & { moved: ReturnType<typeof useMoved> };

/** The feeds of a version, all of them, so that going from one to another never waits. */
export function useFeeds(
  labelling: Labelling,
  label: string,
  { version, current }: Pick<Shown, "version" | "current">,
  wantsMoved: boolean,
): LoadedFeeds {
  const suggested = useFeedOf(labelling, label, version, SUGGESTED);
  useFollowing(keyOf(label, SUGGESTED, version), suggested.data?.pages.at(-1), current);
  return {
    suggested,
    "top-positive": useFeedOf(labelling, label, version, "top-positive"),
    borderline: useFeedOf(labelling, label, version, "borderline"),
    random: useFeedOf(labelling, label, version, "random"),
    "top-negative": useFeedOf(labelling, label, version, "top-negative"),
    moved: useMoved(labelling, label, version, wantsMoved),
  };
}

function useFeedOf(labelling: Labelling, label: string, version: number | null, kind: FeedKind) {
  const pages = usePages<FeedPage, Place>({
    labelling,
    feed: kind,
    queryKey: keyOf(label, kind, version),
    load: (place) => load(label, kind, place),
    nextOf: ({ feed_id: feed, next_cursor: cursor }) => (cursor === null ? null : { feed, cursor }),
    itemsOf: (page) =>
      page.items.map((offered) => ({ ...offeredItem(offered), feedId: page.feed_id })),
    offerOf: (page) => ({ source: kind, feedId: page.feed_id }),
    staysOf: (page, before) =>
      page.feed_id === before.feed_id ? null : stayingIn(labelling, kind),
    enabled: version !== null,
    skipsJudged: true,
  });
  return { ...pages, left: pages.data?.pages.at(-1)?.left ?? null };
}

/**
 * What is suggested goes on from each newer version: its first page follows the row at hand.
 *
 * Where it cannot be loaded, the feed goes on as it was.
 */
function useFollowing(queryKey: QueryKey, last: FeedPage | undefined, current: number | null) {
  const queries = useQueryClient();
  const [label, version] = [last?.label, last?.version];
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each newer version
  useEffect(() => {
    if (!label || version == null || current === null || version >= current) return;
    let isOver = false;
    const follow = async () => {
      const page = await load(label, SUGGESTED, null);
      // A page that is on its way would come back without the new one.
      await queries.cancelQueries({ queryKey });
      const add = (data: Pages | undefined) =>
        data && { pages: [...data.pages, page], pageParams: [...data.pageParams, null] };
      if (!isOver) queries.setQueryData<Pages>(queryKey, add);
    };
    follow().catch(() => {});
    return () => {
      isOver = true;
    };
  }, [label, version, current]);
}

function keyOf(label: string, kind: FeedKind, version: number | null) {
  return ["feed", label, kind, version];
}

/** How many shots are left in a feed now, as judging goes on. */
export function useLeft(labelling: Labelling, { left, dataUpdatedAt }: LoadedFeed): number | null {
  return useSyncExternalStore(labelling.subscribe, () =>
    left === null ? null : leftNow(left, dataUpdatedAt, labelling.get().marks),
  );
}

function load(label: string, kind: FeedKind, place: Place | null): Promise<FeedPage> {
  const query = { include_judged: true, limit: LIMIT };
  if (place === null)
    return got(
      api.GET("/api/v1/labels/{label}/feeds/{kind}", { params: { path: { label, kind }, query } }),
    );
  return got(
    api.GET("/api/v1/feeds/{feed_id}", {
      params: { path: { feed_id: place.feed }, query: { ...query, cursor: place.cursor } },
    }),
  );
}

function useMoved(labelling: Labelling, label: string, version: number | null, isWanted: boolean) {
  const pages = usePages<Schema["Movers"], never>({
    labelling,
    feed: MOVED,
    queryKey: ["movers", label, version, MOVED_LIMIT],
    load: () =>
      got(
        api.GET("/api/v1/labels/{label}/movers", {
          params: { path: { label }, query: { limit: MOVED_LIMIT } },
        }),
      ),
    nextOf: () => null,
    itemsOf: (page) =>
      page.shots.map(({ shot, before, after, verdict }) =>
        shotItem(shot, {
          verdict,
          score: after,
          scoreKind: "probability",
          reason: `score ${before.toFixed(2)} before, ${after.toFixed(2)} now`,
          isEarlier: verdict !== null,
        }),
      ),
    offerOf: () => ({ source: "direct" }),
    enabled: isWanted && version !== null,
  });
  return { ...pages, left: null };
}
