import { useEffect, useRef } from "react";
import { isUnfinished, type Job } from "../../api/events";
import { toast } from "../../parts/Toast";
import { jobTitle } from "./JobCard";
import { outcomeOf } from "./outcome";

/** Say in passing what came of each job that ends from now on; Builds say it on their own page. */
export function useEndings(jobs: readonly Job[] | undefined): void {
  const told = useRef<Set<number> | null>(null);
  useEffect(() => {
    if (!jobs) return;
    const ended = jobs.filter((job) => !isUnfinished(job));
    const before = told.current;
    // One that was started again may end again.
    told.current = new Set(ended.map(({ id }) => id));
    for (const job of ended)
      if (before && !before.has(job.id) && job.state === "done" && job.kind !== "build")
        toast(`${jobTitle(job)}: ${outcomeOf(job).words || "done"}`);
  }, [jobs]);
}
