import { useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { api, got, type Schema } from "../../api/api";
import { useAddress } from "../../parts/address";
import { Button } from "../../parts/Button";
import { Empty } from "../../parts/Empty";
import { ErrorNote } from "../../parts/ErrorNote";
import { Field } from "../../parts/Field";
import { More } from "../../parts/More";
import { Skeleton } from "../../parts/Skeleton";
import { Filters, isAboutFilter } from "../../shots/Filters";
import { type VideoActions, VideoRow } from "./VideoRow";

type Info = Schema["WorkspaceInfo"];

/** The videos by name, as many as are looked at; without any, what to do first. */
export function Videos({
  info,
  actions,
  onAdd,
}: {
  info: Info | undefined;
  actions: VideoActions;
  onAdd: () => void;
}) {
  const [q, setQ] = useAddress("q");
  const [where, setWhere] = useAddress("where");
  const wanted = useDeferredValue(q);
  const videos = useInfiniteQuery({
    queryKey: ["videos", wanted, where],
    queryFn: ({ pageParam }) =>
      got(
        api.GET("/api/v1/videos", {
          params: { query: { q: wanted, where, cursor: pageParam, limit: 60 } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (before) => before,
  });
  const rows = videos.data?.pages.flatMap((page) => page.items) ?? [];
  if (info?.videos === 0 && q === "" && where === "")
    return <FirstStep info={info} onAdd={onAdd} />;
  return (
    <section className="stack" aria-label="Videos">
      <h2 className="visually-hidden">Videos</h2>
      <div className="library-filters">
        <Field
          label="Find by name"
          bare
          type="search"
          placeholder="Find by name"
          value={q}
          onText={setQ}
        />
        <Filters
          value={where}
          error={isAboutFilter(videos.error) ? videos.error : null}
          onApply={setWhere}
        />
      </div>
      {videos.error && !isAboutFilter(videos.error) && (
        <ErrorNote
          what="The videos could not be loaded"
          error={videos.error}
          onRetry={() => videos.refetch()}
        />
      )}
      {videos.isPending && <Skeleton lines={8} label="Loading videos" />}
      {videos.data && rows.length === 0 && (
        <p className="dim">
          {where ? "No video passes this filter." : `No video has “${wanted}” in its name.`}
        </p>
      )}
      <ul className="video-list" aria-busy={videos.isFetching}>
        {rows.map((video) => (
          <VideoRow key={video.id} video={video} actions={actions} />
        ))}
      </ul>
      <More
        hasMore={videos.hasNextPage}
        isLoading={videos.isFetchingNextPage}
        onMore={() => videos.fetchNextPage()}
      />
    </section>
  );
}

function FirstStep({ info, onAdd }: { info: Info; onAdd: () => void }) {
  return (
    <Empty
      title="Add your first videos"
      actions={
        <Button look="primary" onClick={onAdd}>
          Choose a folder
        </Button>
      }
    >
      <p>
        Point shotseer at a folder of videos, or drop files anywhere on this page. It cuts them into
        shots and looks at each with the encoder {info.encoder}; nothing leaves this machine, and
        your files stay as they are.
      </p>
      <p>
        Then describe a shot in Search, say yes or no to what comes, and build a classifier from it.
        No videos at hand? <code>shotseer demo</code> in a terminal makes a library of sample clips
        and opens it here in the browser.
      </p>
    </Empty>
  );
}
