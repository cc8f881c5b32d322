import { useQuery } from "@tanstack/react-query";
import type { Schema } from "../api/api";
import { isUnfinished, JOBS } from "../api/events";

/** Whether videos are being brought in, by what is known of the jobs: nothing is asked for here. */
export function useIsPreparing(): boolean {
  const jobs = useQuery<Schema["Page_Job_"]>({ queryKey: JOBS, enabled: false });
  return jobs.data?.items.some((job) => job.kind === "ingest" && isUnfinished(job)) ?? false;
}
