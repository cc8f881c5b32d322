import { useCallback, useEffect, useRef, useState } from "react";
import { useParams } from "wouter";
import { api, got, type Schema } from "../api/api";
import type { Labelling } from "../labelling/store";
import { useKeys } from "../labelling/useKeys";
import { useFeed, useLabelling } from "../labelling/useLabelling";
import { Button } from "../parts/Button";
import { ErrorNote } from "../parts/ErrorNote";
import { Skeleton } from "../parts/Skeleton";
import { usePageTitle } from "../parts/title";
import { useMedia } from "../parts/useMedia";
import { Looks } from "../shots/Looks";
import { ShotGrid } from "../shots/ShotGrid";
import { offeredItem } from "../shots/shot";
import { useNotes } from "./judging/useNotes";
import { usePages } from "./judging/usePages";
import { examples, useShotKeys } from "./judging/useShotKeys";
import { LabelHeader } from "./LabelHeader";
import { GoBuild } from "./learn/GoBuild";
import "./Search.css";
import { isAboutFilter } from "../shots/Filters";
import { Chips } from "./search/Chips";
import { Cut } from "./search/Cut";
import { ForLabel } from "./search/ForLabel";
import { NoHits, Start } from "./search/Nothing";
import { Saved } from "./search/Saved";
import { SearchBox } from "./search/SearchBox";
import { SearchTools } from "./search/SearchTools";
import { withExamples } from "./search/terms";
import { isEmpty, isSearchable, requestOf, useWanted, type Wanted } from "./search/wanted";
import { useLabel } from "./useLabel";

const FEED = "search";
const WIDE = "(min-width: 1100px)";

/** Step 1: find first examples by words, shots and pictures; for a label, judge them in place. */
export default function Search() {
  const { label: name } = useParams<{ label?: string }>();
  const label = name ?? null;
  usePageTitle("Search", label ?? undefined);
  const labelling = useLabelling(label);
  const [wanted, want] = useWanted();
  const hits = useHits(labelling, wanted, label);
  const page = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLInputElement>(null);
  const toGrid = useGridFocus(page, hits.shown);
  const kept = useLabel(label).data;
  useArrival(box, label === null ? NO_QUERIES : kept?.queries, wanted, want);

  const like = (weight: number, isNew: boolean) => {
    const ids = examples(labelling);
    if (ids.length === 0) return;
    const shots = withExamples(isNew ? [] : wanted.shots, ids, weight);
    want(isNew ? { words: "", pictures: [], shots, cut: null } : { shots, cut: null });
  };
  const similar = () => like(1, true);
  useShotKeys(labelling, similar);
  const notes = useNotes(labelling);
  useKeys({ search: () => box.current?.select() });
  const run = (change: Partial<Wanted>) => {
    want({ cut: null, ...change });
    toGrid();
  };
  return (
    <div className="page fixed search-page" ref={page}>
      {label === null ? (
        <header className="row">
          <h1>Search</h1>
          <ForLabel wanted={wanted} />
        </header>
      ) : (
        <LabelHeader label={label} step="search" labelling={labelling}>
          <GoBuild label={label} />
        </LabelHeader>
      )}
      <SearchBox
        ref={box}
        wanted={wanted}
        label={label}
        error={hits.error}
        onRun={run}
        onLeave={toGrid}
      />
      {!isEmpty(wanted) && <Chips wanted={wanted} onChange={run} />}
      <Results
        labelling={labelling}
        wanted={wanted}
        hits={hits}
        onSimilar={similar}
        onExample={like}
        aside={
          <Aside spread={hits.spread} wanted={wanted} onCut={(cut) => want({ cut }, REPLACE)}>
            {kept && <Saved label={kept} words={wanted.words} onRun={(words) => run({ words })} />}
          </Aside>
        }
        start={<Start label={kept ?? null} onRun={(words) => run({ words })} />}
      />
      <Looks labelling={labelling} />
      {notes.dialog}
    </div>
  );
}

const REPLACE = { replace: true };
const NO_QUERIES: readonly string[] = [];

type Hits = ReturnType<typeof useHits>;

function useHits(labelling: Labelling, wanted: Wanted, label: string | null) {
  const request = requestOf(wanted, label);
  const pages = usePages<Schema["SearchPage"], { cursor: string; search_id: string }>({
    labelling,
    feed: FEED,
    queryKey: ["search", request],
    load: (cursor) => got(api.POST("/api/v1/searches", { body: { ...request, ...cursor } })),
    nextOf: ({ next_cursor: cursor, search_id }) =>
      cursor === null ? null : { cursor, search_id },
    itemsOf: (page) => page.items.map(offeredItem),
    offerOf: (page) => ({ source: "search", feedId: page.search_id }),
    enabled: isSearchable(wanted),
  });
  const first = pages.data?.pages[0];
  // The bars stay while the next search is on its way.
  const [spread, setSpread] = useState<Schema["Spread"] | null>(null);
  const newest = first?.spread ?? spread;
  if (newest !== spread) setSpread(newest);
  return { ...pages, spread: newest };
}

function Results({
  labelling,
  wanted,
  hits,
  onSimilar,
  onExample,
  aside,
  start,
}: {
  labelling: Labelling;
  wanted: Wanted;
  hits: Hits;
  onSimilar: () => void;
  onExample: (weight: number, isNew: boolean) => void;
  aside: React.ReactNode;
  start: React.ReactNode;
}) {
  const feed = useFeed(labelling, FEED);
  const isWide = useMedia(WIDE);
  const [isOpen, setOpen] = useState(false);
  if (!isSearchable(wanted)) return start;
  return (
    <div className="search-body">
      <section className="search-results" aria-label="Results">
        <SearchTools labelling={labelling} onSimilar={onSimilar} onExample={onExample}>
          {!isWide && (
            <Button pressed={isOpen} onClick={() => setOpen(!isOpen)}>
              Cut and queries
            </Button>
          )}
        </SearchTools>
        {hits.isError && !isAboutFilter(hits.error) && (
          <ErrorNote
            what="Nothing was searched"
            error={hits.error}
            onRetry={() => (hits.data ? hits.fetchNextPage() : hits.refetch())}
          />
        )}
        {!hits.shown && hits.isFetching && <Skeleton lines={8} label="Searching" />}
        {hits.shown && feed.items.length > 0 && (
          <ShotGrid
            key={hits.shown}
            labelling={labelling}
            feed={FEED}
            label="Found shots, most similar first"
            hasMore={hits.hasNextPage && !hits.isFetchNextPageError}
            isLoading={hits.isFetchingNextPage}
            onMore={hits.fetchNextPage}
          />
        )}
        {hits.shown && feed.items.length === 0 && !hits.isFetching && <NoHits wanted={wanted} />}
      </section>
      {(isWide || isOpen) && aside}
    </div>
  );
}

function Aside({
  spread,
  wanted,
  onCut,
  children,
}: {
  spread: Schema["Spread"] | null;
  wanted: Wanted;
  onCut: (cut: number | null) => void;
  children: React.ReactNode;
}) {
  return (
    <aside className="search-aside" aria-label="About this search">
      {spread && <Cut spread={spread} cut={wanted.cut} onCut={onCut} />}
      {children}
    </aside>
  );
}

/** Moves the keys to the results once they are there. */
function useGridFocus(page: React.RefObject<HTMLElement | null>, shown: string): () => void {
  const isWanted = useRef(false);
  const focus = useCallback(() => {
    const grid = page.current?.querySelector<HTMLElement>("[role=grid]");
    grid?.focus({ preventScroll: true });
  }, [page]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: when other results are shown
  useEffect(() => {
    if (isWanted.current) focus();
    isWanted.current = false;
  }, [shown, focus]);
  return useCallback(() => {
    isWanted.current = true;
    focus();
  }, [focus]);
}

/**
 * A page that was opened without a search begins with the label's first saved query. Where there is
 * none, or who came by the search key, writes at once.
 */
function useArrival(
  box: React.RefObject<HTMLInputElement | null>,
  queries: readonly string[] | undefined,
  wanted: Wanted,
  want: ReturnType<typeof useWanted>[1],
): void {
  const isDue = useRef(true);
  useEffect(() => {
    if (!queries || !isDue.current) return;
    isDue.current = false;
    const first = isEmpty(wanted) ? queries[0] : undefined;
    if (window.history.state?.focus === "box" || (isEmpty(wanted) && !first)) box.current?.focus();
    if (first) want({ words: first }, REPLACE);
  }, [box, queries, wanted, want]);
}
