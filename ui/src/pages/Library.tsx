import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api, got, type Schema } from "../api/api";
import { isUnfinished, JOBS, useJobs } from "../api/events";
import { Button } from "../parts/Button";
import { ErrorNote } from "../parts/ErrorNote";
import { Explain } from "../parts/Explain";
import { useStored } from "../parts/stored";
import { usePageTitle } from "../parts/title";
import { counted } from "../parts/words";
import "./Library.css";
import { Dialogs, type Open } from "./library/Dialogs";
import { Failures } from "./library/Failures";
import { JobCard } from "./library/JobCard";
import { Uploads } from "./library/Uploads";
import { upload } from "./library/uploads";
import { useDrop } from "./library/useDrop";
import type { Video, VideoActions } from "./library/VideoRow";
import { Videos } from "./library/Videos";
import { useWorkspace } from "./useLabel";

type Info = Schema["WorkspaceInfo"];

/** How often what has been added is looked for, in milliseconds. */
const LOOK = 4_000;

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

function hours(value: number): string {
  return value < 1 ? `${Math.round(value * 60)} min` : `${value.toFixed(1)} h`;
}
