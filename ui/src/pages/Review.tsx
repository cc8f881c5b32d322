import { useMemo } from "react";
import { Link, useParams } from "wouter";
import { api, got, type Schema } from "../api/api";
import type { Labelling } from "../labelling/store";
import { useKeys } from "../labelling/useKeys";
import { useFeed, useLabelling } from "../labelling/useLabelling";
import { VerdictBar } from "../labelling/VerdictBar";
import { Button } from "../parts/Button";
import { Empty } from "../parts/Empty";
import { ErrorNote } from "../parts/ErrorNote";
import { Icon } from "../parts/icons";
import { Skeleton } from "../parts/Skeleton";
import { toast } from "../parts/Toast";
import { counted } from "../parts/words";
import { Density } from "../shots/Density";
import { Looks } from "../shots/Looks";
import { ShotGrid } from "../shots/ShotGrid";
import type { ShotItem } from "../shots/shot";
import { useNotes } from "./judging/useNotes";
import { usePages } from "./judging/usePages";
import { chosen, useShotKeys } from "./judging/useShotKeys";
import { LabelHeader } from "./LabelHeader";
import { GoBuild } from "./learn/GoBuild";
import "./Review.css";
import { useAnnotator } from "../parts/preferences";
import { isAboutFilter } from "../shots/Filters";
import { labelPath } from "./labels/paths";
import { type Asked, EVERYTHING, isFiltered, useAsked } from "./review/asked";
import { ReviewFilters } from "./review/ReviewFilters";
import { byShot, captionOf, itemsOf, type Reviewed } from "./review/said";
import { useWorkspace } from "./useLabel";

const FEED = "review";

/** Step 3: everything that was judged; likely mistakes are found, and set right in place. */
export default function Review() {
  const { label = "" } = useParams<{ label: string }>();
  const labelling = useLabelling(label);
  const [asked, ask] = useAsked();
  const pages = useReview(labelling, label, asked);
  const loaded = pages.data?.pages;
  const said = useMemo(() => byShot(loaded?.flatMap((page) => page.items) ?? []), [loaded]);
  const notes = useNotes(labelling, ({ id }) => said.get(id)?.[0]?.annotation.note ?? "");
  const withdraw = useWithdraw(labelling, said);
  useShotKeys(labelling);
  useKeys({ withdraw });
  const first = loaded?.[0];
  return (
    <div className="page fixed review-page">
      <LabelHeader label={label} step="review" labelling={labelling}>
        <GoBuild label={label} />
      </LabelHeader>
      <ReviewFilters asked={asked} counts={first ?? null} error={pages.error} onAsk={ask} />
      <VerdictBar labelling={labelling}>
        {first && (
          <span className="dim" role="status">
            {counted(first.total, "verdict")}
          </span>
        )}
        <Button
          look="quiet"
          action="withdraw"
          hint="Take your verdict away, so that the shot counts as not judged"
          onClick={withdraw}
        >
          Clear
        </Button>
        <Button look="quiet" action="note" hint="Write a note" onClick={notes.write}>
          <Icon name="note" /> Note
        </Button>
        <Density />
      </VerdictBar>
      <Judged
        labelling={labelling}
        asked={asked}
        pages={pages}
        onAsk={ask}
        captionOf={({ id }) => captionOf(said.get(id) ?? [], notes.notes.get(id))}
      />
      <Looks labelling={labelling} />
      {notes.dialog}
    </div>
  );
}

function useReview(labelling: Labelling, label: string, asked: Asked) {
  return usePages<Schema["ReviewPage"], string>({
    labelling,
    feed: FEED,
    queryKey: ["review", label, asked],
    load: (cursor) => {
      const query = { ...asked, cursor, limit: 100 };
      const params = { path: { label }, query };
      return got(api.GET("/api/v1/labels/{label}/annotations", { params }));
    },
    nextOf: (page) => page.next_cursor,
    itemsOf: (page) => itemsOf(page.items),
    offerOf: () => ({ source: "review" }),
    isFresh: true,
  });
}

/** Only what one said oneself can be taken away. */
function useWithdraw(labelling: Labelling, said: ReadonlyMap<string, readonly Reviewed[]>) {
  const served = useWorkspace().data?.annotator;
  const [named] = useAnnotator();
  const me = named || served;
  return () => {
    const { marks } = labelling.get();
    const isMine = ({ id }: ShotItem) =>
      marks.get(id)?.by === "me" ||
      said.get(id)?.some(({ annotation }) => annotation.annotator === me);
    const all = chosen(labelling);
    if (all.length === 0) return;
    if (all.some(isMine)) labelling.judge(null);
    else toast("That verdict is not yours: you can only give another one.");
  };
}

function Judged({
  labelling,
  asked,
  pages,
  onAsk,
  captionOf,
}: {
  labelling: Labelling;
  asked: Asked;
  pages: ReturnType<typeof useReview>;
  onAsk: (change: Partial<Asked>) => void;
  captionOf: (item: ShotItem) => string;
}) {
  const feed = useFeed(labelling, FEED);
  return (
    <>
      {pages.isError && !isAboutFilter(pages.error) && (
        <ErrorNote
          what="The verdicts could not be loaded"
          error={pages.error}
          onRetry={() => (pages.data ? pages.fetchNextPage() : pages.refetch())}
        />
      )}
      {!pages.shown && pages.isFetching && <Skeleton lines={8} label="Loading the verdicts" />}
      {pages.shown && feed.items.length > 0 && (
        <ShotGrid
          key={pages.shown}
          labelling={labelling}
          feed={FEED}
          label="Judged shots"
          hasMore={pages.hasNextPage && !pages.isFetchNextPageError}
          isLoading={pages.isFetchingNextPage}
          onMore={pages.fetchNextPage}
          captionOf={captionOf}
        />
      )}
      {pages.shown && feed.items.length === 0 && !pages.isFetching && (
        <Nothing label={labelling.label ?? ""} asked={asked} onAsk={onAsk} />
      )}
    </>
  );
}

function Nothing({
  label,
  asked,
  onAsk,
}: {
  label: string;
  asked: Asked;
  onAsk: (change: Partial<Asked>) => void;
}) {
  if (isFiltered(asked))
    return (
      <Empty
        title="No such verdict"
        actions={
          <Button onClick={() => onAsk({ ...EVERYTHING, order: asked.order })}>
            Show everything
          </Button>
        }
      >
        Nothing that was judged passes these filters.
      </Empty>
    );
  return (
    <Empty
      title="Nothing is judged yet"
      actions={
        <>
          <Link className="button primary" href={labelPath(label, "search")}>
            Search for what you mean
          </Link>
          <Link className="button" href={labelPath(label, "learn")}>
            Build and judge its feeds
          </Link>
        </>
      }
    >
      Every yes, no and skip comes together here, the likely mistakes first if you like.
    </Empty>
  );
}
