import type { ReactNode } from "react";
import { hintOf } from "../../labelling/keys";
import type { Labelling } from "../../labelling/store";
import { useBindings } from "../../labelling/useKeys";
import { useActiveFeed, useFeed } from "../../labelling/useLabelling";
import { classes } from "../../parts/classes";
import { Empty } from "../../parts/Empty";
import { ErrorNote } from "../../parts/ErrorNote";
import { keepsFocus } from "../../parts/keepsFocus";
import { Skeleton } from "../../parts/Skeleton";
import { Tabs } from "../../parts/Tabs";
import { ShotGrid } from "../../shots/ShotGrid";
import "./Feeds.css";
import { FEEDS, type FeedKey, MOVED } from "./kinds";
import { useCrossing } from "./useCrossing";
import { type LoadedFeed, type LoadedFeeds, useLeft } from "./useFeeds";

interface FeedsProps {
  labelling: Labelling;
  feeds: LoadedFeeds;
  /** Also the shots that moved most. */
  hasMoved: boolean;
}

const COLUMN_TILE = 200;

/** The feeds beside each other. */
export function FeedColumns({ labelling, feeds }: FeedsProps) {
  const active = useActiveFeed(labelling);
  const onSide = useCrossing(labelling);
  const keys = useBindings();
  return (
    <div className="feed-columns">
      {FEEDS.map(({ kind, title, purpose }, place) => (
        <section
          key={kind}
          data-column={kind}
          aria-labelledby={`feed-${kind}`}
          className={classes("feed-column", kind === active && "active")}
        >
          <header>
            <h2 id={`feed-${kind}`}>
              <kbd>{hintOf(keys, `feed${place as 0 | 1 | 2 | 3 | 4}`)}</kbd> {title}
              <Left labelling={labelling} loaded={feeds[kind]} />
            </h2>
            <p className="dim small">{purpose}</p>
          </header>
          <FeedGrid
            labelling={labelling}
            feed={kind}
            title={title}
            loaded={feeds[kind]}
            leastWidth={COLUMN_TILE}
            onSide={onSide}
          />
        </section>
      ))}
    </div>
  );
}

/** One feed at a time, the others behind tabs. */
export function FeedTabs({
  labelling,
  feeds,
  hasMoved,
  onChoose,
}: FeedsProps & { onChoose: (feed: FeedKey) => void }) {
  const active = useActiveFeed(labelling);
  const all: { kind: FeedKey; title: string; purpose: string }[] = [...FEEDS];
  if (hasMoved)
    all.push({
      kind: MOVED,
      title: "Moved most",
      purpose: "Shots whose score the newest Build changed most, up or down.",
    });
  const left = {
    suggested: useLeft(labelling, feeds.suggested),
    "top-positive": useLeft(labelling, feeds["top-positive"]),
    borderline: useLeft(labelling, feeds.borderline),
    random: useLeft(labelling, feeds.random),
    "top-negative": useLeft(labelling, feeds["top-negative"]),
    moved: null,
  };
  const here = all.find(({ kind }) => kind === active) ?? all[0];
  if (!here) return null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only leaves the focus where it is
    <div className="feed-tabs" onMouseDown={keepsFocus}>
      <Tabs<FeedKey>
        label="Feeds"
        value={here.kind}
        tabs={all.map(({ kind, title }) => ({ value: kind, title, count: left[kind] }))}
        onChoose={onChoose}
      >
        <p className="dim small">{here.purpose}</p>
        <FeedGrid
          key={here.kind}
          labelling={labelling}
          feed={here.kind}
          title={here.title}
          loaded={feeds[here.kind]}
        />
      </Tabs>
    </div>
  );
}

function Left({ labelling, loaded }: { labelling: Labelling; loaded: LoadedFeed }): ReactNode {
  const left = useLeft(labelling, loaded);
  if (left === null) return null;
  return <span className="dim small feed-left">{left.toLocaleString("en")} left</span>;
}

function FeedGrid({
  labelling,
  feed: key,
  title,
  loaded,
  ...grid
}: {
  labelling: Labelling;
  feed: FeedKey;
  title: string;
  loaded: LoadedFeed;
  leastWidth?: number;
  onSide?: (side: "left" | "right") => boolean;
}) {
  const feed = useFeed(labelling, key);
  return (
    <>
      {loaded.isError && (
        <ErrorNote
          what={`${title} could not be loaded`}
          error={loaded.error}
          onRetry={() => (loaded.data ? loaded.fetchNextPage() : loaded.refetch())}
        />
      )}
      {!loaded.shown && loaded.isFetching && <Skeleton lines={6} label={`Loading ${title}`} />}
      {loaded.shown && feed.items.length > 0 && (
        <ShotGrid
          key={loaded.shown}
          labelling={labelling}
          feed={key}
          label={title}
          hasMore={loaded.hasNextPage && !loaded.isFetchNextPageError}
          isLoading={loaded.isFetchingNextPage}
          onMore={loaded.fetchNextPage}
          captionOf={key === MOVED ? (item) => item.reason ?? null : undefined}
          {...grid}
        />
      )}
      {loaded.shown && feed.items.length === 0 && !loaded.isFetching && (
        <Empty title={key === MOVED ? "Nothing moved" : "Every shot is judged"}>
          {key === MOVED
            ? "The newest Build changed no score that matters."
            : "Build again, or look at what was said in Review."}
        </Empty>
      )}
    </>
  );
}
