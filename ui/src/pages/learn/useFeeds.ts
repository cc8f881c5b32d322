import { useSyncExternalStore } from "react";
import { api, got, type Schema } from "../../api/api";
import type { Labelling } from "../../labelling/store";
import { offeredItem, shotItem } from "../../shots/shot";
import { usePages } from "../judging/usePages";
import { type FeedKind, leftNow, MOVED } from "./kinds";

type FeedPage = Schema["FeedPage"];
type Place = { feed: string; cursor: string };

const LIMIT = 60;
const MOVED_LIMIT = 60;

export type LoadedFeed = ReturnType<typeof useFeedOf> | ReturnType<typeof useMoved>;

export type LoadedFeeds = Record<FeedKind, LoadedFeed> & { moved: ReturnType<typeof useMoved> };

/** The feeds of a version, all of them, so that going from one to another never waits. */
export function useFeeds(
  labelling: Labelling,
  label: string,
  version: number | null,
  wantsMoved: boolean,
): LoadedFeeds {
  return {
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
    queryKey: ["feed", label, kind, version],
    load: (place) => load(label, kind, place),
    nextOf: ({ feed_id: feed, next_cursor: cursor }) => (cursor === null ? null : { feed, cursor }),
    itemsOf: (page) => page.items.map(offeredItem),
    offerOf: (page) => ({ source: kind, feedId: page.feed_id }),
    enabled: version !== null,
    skipsJudged: true,
  });
  return { ...pages, left: pages.data?.pages.at(-1)?.left ?? null };
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
