import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, got, type Schema } from "./api";

export type Job = Schema["Job"];

export const JOBS = ["jobs"] as const;
const SLOW = 5_000;
const FAST = 1_000;

/** Whether a job may still go on. */
export function isUnfinished(job: Job): boolean {
  return job.state === "queued" || job.state === "running" || job.state === "paused";
}

/** The newest jobs, looked at often while one of them works. */
export function useJobs() {
  return useQuery({
    queryKey: JOBS,
    queryFn: () => got(api.GET("/api/v1/jobs")),
    select: (page) => page.items,
    refetchInterval: ({ state }) => (state.data?.items.some(isUnfinished) ? FAST : SLOW),
  });
}

/**
 * A job as it goes on, from the server's events; where they break off, by asking again.
 *
 * `onEnd` is called once when the job has ended while it was watched.
 */
export function useJob(id: number | null, onEnd?: (job: Job) => void): Job | undefined {
  const queries = useQueryClient();
  const [isStreamed, setStreamed] = useState(true);
  const job = useQuery({
    queryKey: [...JOBS, id],
    queryFn: () => got(api.GET("/api/v1/jobs/{job_id}", { params: { path: { job_id: id ?? 0 } } })),
    enabled: id !== null,
    refetchInterval: ({ state: { data } }) =>
      !isStreamed && (!data || isUnfinished(data)) ? FAST : false,
  }).data;
  useEffect(() => {
    if (id === null) return;
    return watch(id, {
      onJob: (next) => queries.setQueryData([...JOBS, id], next),
      onBreak: () => setStreamed(false),
    });
  }, [id, queries]);
  const hasEnded = job !== undefined && !isUnfinished(job);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each job
  useEffect(() => {
    if (hasEnded) onEnd?.(job);
  }, [id, hasEnded]);
  return job;
}

/** Listen to a job until it has ended. Returns how to stop. */
function watch(
  id: number,
  { onJob, onBreak }: { onJob: (job: Job) => void; onBreak: () => void },
): () => void {
  const source = new EventSource(`/api/v1/jobs/${id}/events`);
  source.addEventListener("job", (event) => {
    const job = JSON.parse(event.data) as Job;
    onJob(job);
    if (!isUnfinished(job)) source.close();
  });
  source.addEventListener("error", () => {
    source.close();
    onBreak();
  });
  return () => source.close();
}
