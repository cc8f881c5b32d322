import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, got } from "../../api/api";
import { isUnfinished, JOBS, type Job } from "../../api/events";
import { Button } from "../../parts/Button";
import { ErrorNote } from "../../parts/ErrorNote";
import { Icon } from "../../parts/icons";
import { Meter } from "../../parts/Meter";
import { ago, counted } from "../../parts/words";
import "./JobCard.css";
import { outcomeOf } from "./outcome";
import { observe, paceWords, rateOf, type Sample } from "./pace";

const KINDS: Record<string, string> = {
  build: "Build",
  ingest: "Adding videos",
  map: "Drawing the map",
  previews: "Making previews",
  proxy: "Making a playable copy",
  relink: "Looking for moved videos",
  remove: "Removing a video",
};

const ENDED: Partial<Record<Job["state"], string>> = {
  done: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
  interrupted: "Interrupted",
};

/** What a job does, in words: `Adding videos: monday`. */
export function jobTitle(job: Job): string {
  return [KINDS[job.kind] ?? job.kind, job.subject].filter(Boolean).join(": ");
}

/** A job: how far it is, how fast, how long still, and what can be done about it. */
export function JobCard({ job, onDismiss }: { job: Job; onDismiss?: () => void }) {
  const queries = useQueryClient();
  const rate = useRate(job);
  const change = useMutation({
    mutationFn: (wanted: "run" | "pause" | "cancel") =>
      got(
        api.PATCH("/api/v1/jobs/{job_id}", {
          params: { path: { job_id: job.id } },
          body: { wanted },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: JOBS }),
  });
  const ask = (wanted: "run" | "pause" | "cancel") => change.mutate(wanted);
  return (
    <section className="job-card panel" aria-label={jobTitle(job)}>
      <div className="row spread">
        <h3 className="job-title">{jobTitle(job)}</h3>
        <div className="row">
          <JobButtons job={job} isAsking={change.isPending} onAsk={ask} />
          {onDismiss && (
            <Button look="quiet" onClick={onDismiss}>
              Dismiss
            </Button>
          )}
        </div>
      </div>
      {isUnfinished(job) ? <Running job={job} rate={rate} /> : <Ended job={job} />}
      {change.error && (
        <ErrorNote what="The job goes on as it was" error={change.error} onDismiss={change.reset} />
      )}
    </section>
  );
}

function JobButtons({
  job,
  isAsking,
  onAsk,
}: {
  job: Job;
  isAsking: boolean;
  onAsk: (wanted: "run" | "pause" | "cancel") => void;
}) {
  if (!isUnfinished(job))
    return job.state === "interrupted" || job.state === "failed" || job.state === "cancelled" ? (
      <Button disabled={isAsking} onClick={() => onAsk("run")}>
        Start again
      </Button>
    ) : null;
  const isPausing = job.wanted === "pause";
  const isEnding = job.wanted === "cancel";
  return (
    <div className="row">
      {isPausing ? (
        <Button disabled={isAsking || isEnding} onClick={() => onAsk("run")}>
          <Icon name="play" /> Resume
        </Button>
      ) : (
        <Button disabled={isAsking || isEnding} onClick={() => onAsk("pause")}>
          <Icon name="pause" /> Pause
        </Button>
      )}
      <Button
        look="quiet"
        disabled={isAsking || isEnding}
        hint="What is finished stays"
        onClick={() => onAsk("cancel")}
      >
        Cancel
      </Button>
    </div>
  );
}

function Running({ job, rate }: { job: Job; rate: number | null }) {
  return (
    <>
      <Meter label={stageWords(job)} value={job.done} of={job.total} note={paceWords(job, rate)} />
      <p className="job-note dim small">{job.note || "\u00a0"}</p>
    </>
  );
}

function Ended({ job }: { job: Job }) {
  const hint = job.result?.hint;
  const { words, details } = outcomeOf(job);
  return (
    <>
      <p className="small">
        {ENDED[job.state]} {job.ended_at && ago(job.ended_at)}
        {(job.note || words) && `: ${job.note || words}`}
        {typeof hint === "string" && <span className="dim"> {hint}</span>}
      </p>
      {details.length > 0 && (
        <details className="small">
          <summary>{counted(details.length, "file")} to look at</summary>
          <ul className="job-details">
            {details.map((detail) => (
              <li key={detail}>{detail}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** Where a job is: its stage, or why it does not move. */
export function stageWords(job: Job): string {
  if (job.wanted === "cancel") return "Ending";
  if (job.state === "paused") return "Paused";
  if (job.wanted === "pause") return "Pausing";
  if (job.state === "queued") return "Waiting for its turn";
  return job.stage || "Starting";
}

function useRate(job: Job): number | null {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const now = Date.now();
  const last = samples.at(-1);
  if (job.state === "running" && (last?.done !== job.done || last.stage !== job.stage))
    setSamples(observe(samples, job, now));
  return rateOf(samples, now);
}
