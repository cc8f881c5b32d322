import { useId, useState } from "react";
import { isUnfinished, type Job, useJobs } from "../api/events";
import { Icon } from "../parts/icons";
import "../parts/Popover.css";
import { counted } from "../parts/words";
import "./JobsTray.css";
import { JobCard, stageWords } from "./library/JobCard";
import { useUploads } from "./library/uploads";
import { useEndings } from "./library/useEndings";

const SHOWN = 8;

/** What works in the background, on every page: how far in the bar, and all of it on demand. */
export function JobsTray() {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const jobs = useJobs();
  const items = jobs.data ?? [];
  useEndings(jobs.data);
  const uploads = useUploads().filter(({ state }) => state === "sending" || state === "waiting");
  const running = items.filter(isUnfinished).reverse();
  const words = trayWords(running, uploads.length);
  return (
    <span className="popover-anchor">
      <button
        type="button"
        className="button quiet jobs-tray"
        popoverTarget={id}
        aria-label={words ? `Jobs: ${words}` : "Jobs"}
        title="What works in the background"
      >
        <Icon name="jobs" />
        {words && <span className="jobs-tray-words">{words}</span>}
      </button>
      <div
        id={id}
        popover="auto"
        className="popover jobs-list"
        onToggle={(event) => setOpen(event.newState === "open")}
      >
        <h2>Jobs</h2>
        {isOpen && <JobList jobs={items} running={running} uploads={uploads.length} />}
      </div>
    </span>
  );
}

function JobList({
  jobs,
  running,
  uploads,
}: {
  jobs: readonly Job[];
  running: readonly Job[];
  uploads: number;
}) {
  const ended = jobs.filter((job) => !isUnfinished(job));
  return (
    <>
      {uploads > 0 && <p>{counted(uploads, "file")} being uploaded</p>}
      {jobs.length === 0 && <p className="dim">Nothing has run yet.</p>}
      {[...running, ...ended].slice(0, SHOWN).map((job) => (
        <JobCard key={job.id} job={job} />
      ))}
    </>
  );
}

/** `Cutting and embedding 42 %`, `Cutting and embedding 42 % and 2 more`; empty when all is quiet. */
export function trayWords(running: readonly Job[], uploads: number): string {
  // The oldest is the one at work; the others wait for it.
  const first = running[0];
  if (!first) return uploads > 0 ? `uploading ${counted(uploads, "file")}` : "";
  const share = first.total ? ` ${Math.floor((100 * first.done) / first.total)} %` : "";
  const others = running.length - 1 + uploads;
  return `${stageWords(first)}${share}${others > 0 ? ` and ${others} more` : ""}`;
}
