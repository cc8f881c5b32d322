import { useSyncExternalStore } from "react";
import { Link, useParams } from "wouter";
import { api, got } from "../api/api";
import type { Labelling } from "../labelling/store";
import { useKeys } from "../labelling/useKeys";
import { useLabelling } from "../labelling/useLabelling";
import { VerdictBar } from "../labelling/VerdictBar";
import { useAddress } from "../parts/address";
import { ErrorNote } from "../parts/ErrorNote";
import { Skeleton } from "../parts/Skeleton";
import { usePageTitle } from "../parts/title";
import { counted } from "../parts/words";
import { Density } from "../shots/Density";
import { Looks } from "../shots/Looks";
import { ShotGrid } from "../shots/ShotGrid";
import { offeredItem } from "../shots/shot";
import { useNotes } from "./judging/useNotes";
import { usePages } from "./judging/usePages";
import { useShotKeys } from "./judging/useShotKeys";
import { Definition } from "./labels/Definition";
import { useWorksOn } from "./labels/lastLabel";
import { labelPath } from "./labels/paths";
import { GoBuild } from "./learn/GoBuild";

const FEED = "selection";

/** Shots that were chosen on the map or in the table, to be judged for a label. */
export default function Selection() {
  const { label = "", feed: id = "" } = useParams<{ label: string; feed: string }>();
  usePageTitle("Selection", label);
  useWorksOn(label);
  const labelling = useLabelling(label);
  const [open, setOpen] = useAddress("open", "", { push: true });
  const feed = usePages({
    labelling,
    feed: FEED,
    queryKey: ["feed", id],
    load: (cursor: string | null) => {
      const query = { include_judged: true, cursor, limit: 100 };
      return got(api.GET("/api/v1/feeds/{feed_id}", { params: { path: { feed_id: id }, query } }));
    },
    nextOf: (page) => page.next_cursor,
    itemsOf: (page) => page.items.map(offeredItem),
    offerOf: () => ({ source: "selection", feedId: id }),
    skipsJudged: true,
  });
  const pages = feed.data?.pages;
  useShotKeys(labelling);
  const notes = useNotes(labelling);
  useKeys({ definition: () => setOpen("definition") });
  const judged = useJudgedHere(labelling, FEED);
  const left = pages?.[0] && Math.max(0, pages[0].left - judged);
  return (
    <div className="page fixed">
      <header className="row spread">
        <div className="row">
          <h1>Selection for {label}</h1>
          {left !== undefined && (
            <span className="dim" role="status">
              {left ? `${counted(left, "shot")} to judge` : "all judged"}
            </span>
          )}
        </div>
        <nav className="row" aria-label={`Steps of ${label}`}>
          <GoBuild label={label} />
          <Link href={labelPath(label, "learn")}>Learn</Link>
          <Link href={labelPath(label, "review")}>Review</Link>
        </nav>
      </header>
      <VerdictBar labelling={labelling}>
        <Density />
      </VerdictBar>
      {feed.error && (
        <ErrorNote
          what="The selection could not be loaded"
          error={feed.error}
          onRetry={() => feed.refetch()}
        />
      )}
      {feed.isPending && <Skeleton lines={8} label="Loading the selection" />}
      {pages && (
        <ShotGrid
          labelling={labelling}
          feed={FEED}
          label="Selected shots"
          hasMore={feed.hasNextPage}
          isLoading={feed.isFetchingNextPage}
          onMore={feed.fetchNextPage}
        />
      )}
      <Looks labelling={labelling} />
      {notes.dialog}
      {open === "definition" && <Definition label={label} onClose={() => setOpen("")} />}
    </div>
  );
}

/** How many shots of a feed were judged since it was loaded. */
function useJudgedHere(labelling: Labelling, feed: string): number {
  return useSyncExternalStore(labelling.subscribe, () => {
    const { marks } = labelling.get();
    const { items } = labelling.feed(feed);
    return items.filter((item) => item.verdict === null && marks.get(item.id)?.verdict).length;
  });
}
