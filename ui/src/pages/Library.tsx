import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { api, got, type Schema } from "../api/api";
import { isUnfinished, JOBS, useJobs } from "../api/events";
import { useAddress } from "../parts/address";
import { Button } from "../parts/Button";
import { Empty } from "../parts/Empty";
import { ErrorNote } from "../parts/ErrorNote";
import { Explain } from "../parts/Explain";
import { Field } from "../parts/Field";
import { More } from "../parts/More";
import { Skeleton } from "../parts/Skeleton";
import { useStored } from "../parts/stored";
import { toast } from "../parts/Toast";
import { usePageTitle } from "../parts/title";
import { counted } from "../parts/words";
import { Filters, isAboutFilter } from "../shots/Filters";
import "./Library.css";
import { Failures } from "./library/Failures";
import { FolderPicker } from "./library/FolderPicker";
import { ImportColumns } from "./library/ImportColumns";
import { JobCard } from "./library/JobCard";
import { RemoveVideo } from "./library/RemoveVideo";
import { Uploads } from "./library/Uploads";
import { upload } from "./library/uploads";
import { useDrop } from "./library/useDrop";
import { type Video, type VideoActions, VideoRow } from "./library/VideoRow";
import { useWorkspace } from "./useLabel";

type Info = Schema["WorkspaceInfo"];
/** How often what has been added is looked for, in milliseconds. */
const LOOK = 4_000;

type Open = { what: "add" | "relink" | "columns" } | { what: "remove"; video: Video };

export default function Library() {
  usePageTitle("Library");
  const queries = useQueryClient();
  const [open, setOpen] = useState<Open | null>(null);
  const info = useWorkspace();
  const onStarted = () => queries.invalidateQueries({ queryKey: JOBS });
  const take = (files: File[]) => {
    if (info.data && files.length) upload(files, info.data.upload_limit_bytes, onStarted);
  };
  const isOver = useDrop(take);
  const proxy = useMutation({
    mutationFn: (video: Video) =>
      got(api.POST("/api/v1/videos/{video}/proxies", { params: { path: { video: video.id } } })),
    onSuccess: onStarted,
  });
  const actions: VideoActions = {
    onRemove: (video) => setOpen({ what: "remove", video }),
    onRelink: () => setOpen({ what: "relink" }),
    onProxy: (video) => proxy.mutate(video),
  };
  return (
    <div className="page library">
      <Head info={info.data} onOpen={(what) => setOpen({ what })} onFiles={take} />
      {info.error && (
        <ErrorNote
          what="The library could not be loaded"
          error={info.error}
          onRetry={() => info.refetch()}
        />
      )}
      {proxy.error && (
        <ErrorNote what="No copy is made" error={proxy.error} onDismiss={proxy.reset} />
      )}
      <Uploads />
      <Work />
      <Failures />
      <Videos info={info.data} actions={actions} onAdd={() => setOpen({ what: "add" })} />
      {isOver && <div className="drop-sheet">Drop to add to the library</div>}
      {open && <Dialogs open={open} info={info.data} onClose={() => setOpen(null)} />}
    </div>
  );
}

function Head({
  info,
  onOpen,
  onFiles,
}: {
  info: Info | undefined;
  onOpen: (what: "add" | "relink" | "columns") => void;
  onFiles: (files: File[]) => void;
}) {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <header className="stack">
      <div className="row spread">
        <h1>Library</h1>
        <div className="row">
          <Button onClick={() => onOpen("columns")}>Import columns</Button>
          <Button onClick={() => onOpen("relink")}>Find moved files</Button>
          <Button
            onClick={() => chooser.current?.click()}
            hint="Or drop files anywhere on this page"
          >
            Upload files
          </Button>
          <Button look="primary" onClick={() => onOpen("add")}>
            Add videos
          </Button>
          <input
            ref={chooser}
            type="file"
            multiple
            hidden
            aria-label="Files to upload"
            onChange={(event) => {
              onFiles([...(event.target.files ?? [])]);
              event.target.value = "";
            }}
          />
        </div>
      </div>
      <p className="library-summary dim">
        {info ? (
          <>
            {counted(info.videos, "video")}, {counted(info.shots, "shot")}, {hours(info.hours)} of
            film. {info.space ? "Its vectors were made" : "Vectors will be made"} by the encoder{" "}
            <strong>{info.encoder}</strong>
            {info.encoder_note && <Explain about="this encoder">{info.encoder_note}</Explain>}
          </>
        ) : (
          "\u00a0"
        )}
      </p>
    </header>
  );
}

/** What runs, or has just failed. */
function Work() {
  const queries = useQueryClient();
  const jobs = useJobs();
  const items = jobs.data ?? [];
  // The oldest comes first: it is at work, the others wait for it.
  const running = items.filter((job) => job.kind !== "build" && isUnfinished(job)).reverse();
  const newest = items.find((job) => job.kind !== "build");
  const [dismissed, setDismissed] = useStored("dismissed-job", 0);
  const stuck =
    newest &&
    newest.id !== dismissed &&
    (newest.state === "failed" || newest.state === "interrupted");
  const count = running.length;
  const before = useRef(0);
  // What an ingest adds is shown while it goes on, and when it has ended.
  useEffect(() => {
    const look = () => {
      for (const key of ["videos", "workspace", "failures"])
        queries.invalidateQueries({ queryKey: [key] });
    };
    if (before.current > 0) look();
    before.current = count;
    if (count === 0) return;
    const timer = setInterval(look, LOOK);
    return () => clearInterval(timer);
  }, [count, queries]);
  if (count === 0 && !stuck) return null;
  return (
    <section className="stack" aria-label="Work in progress">
      <h2 className="visually-hidden">Work in progress</h2>
      {running.map((job) => (
        <JobCard key={job.id} job={job} />
      ))}
      {count === 0 && stuck && <JobCard job={newest} onDismiss={() => setDismissed(newest.id)} />}
    </section>
  );
}

function Videos({
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
        To try with clips that come along, start <code>shotseer demo</code>.
      </p>
    </Empty>
  );
}

function Dialogs({
  open,
  info,
  onClose,
}: {
  open: Open;
  info: Info | undefined;
  onClose: () => void;
}) {
  if (open.what === "columns") return <ImportColumns onClose={onClose} />;
  if (open.what === "remove") return <RemoveVideo video={open.video} onClose={onClose} />;
  return <ChoosePaths key={open.what} what={open.what} info={info} onClose={onClose} />;
}

function ChoosePaths({
  what,
  info,
  onClose,
}: {
  what: "add" | "relink";
  info: Info | undefined;
  onClose: () => void;
}) {
  const queries = useQueryClient();
  const start = useMutation({
    mutationFn: (paths: string[]) =>
      what === "add"
        ? got(api.POST("/api/v1/ingests", { body: { paths } }))
        : got(api.POST("/api/v1/relinks", { body: { paths } })),
    onSuccess: () => {
      queries.invalidateQueries({ queryKey: JOBS });
      toast(what === "add" ? "The videos are being added" : "Looking for moved files");
      onClose();
    },
  });
  const words =
    what === "add"
      ? {
          title: "Add videos",
          verb: "Add",
          help: "Everything in a folder and the folders inside it is added. Files stay where they are.",
        }
      : {
          title: "Find moved files",
          verb: "Look in",
          help: "Videos are known by their content: wherever their files are now, they are found again with every verdict.",
        };
  return (
    <FolderPicker
      {...words}
      roots={info?.roots ?? []}
      error={start.error}
      isBusy={start.isPending}
      onChoose={start.mutate}
      onClose={onClose}
    />
  );
}

function hours(value: number): string {
  return value < 1 ? `${Math.round(value * 60)} min` : `${value.toFixed(1)} h`;
}
