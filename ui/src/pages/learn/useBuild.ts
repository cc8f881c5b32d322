import { useMutation, useMutationState, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api, got } from "../../api/api";
import { isUnfinished, JOBS, type Job, useJob, useJobs } from "../../api/events";
import { Problem } from "../../api/problem";
import { allSaved } from "../../labelling/writes";

const AGAIN = 2_000;

interface Running {
  id: number;
  /** The person did not ask for it. */
  isAuto: boolean;
}

/**
 * Builds of a label, one at a time. Judging goes on meanwhile.
 *
 * `onBuilt` gets the number of the version that came of it, once it can be asked for.
 */
export function useBuild(label: string, onBuilt: (version: number, isAuto: boolean) => void) {
  const queries = useQueryClient();
  const [running, setRunning] = useState<Running | null>(null);
  const [failure, setFailure] = useState<Problem | null>(null);
  const mutationKey = ["build", label];
  const start = useMutation({
    mutationKey,
    // While the server is away it is asked again, also after the person went to another page.
    networkMode: "always",
    retry: (_, error) => isAway(error),
    retryDelay: AGAIN,
    mutationFn: async (isAuto: boolean) => {
      await allSaved();
      const job = await got(
        api.POST("/api/v1/labels/{label}/builds", {
          params: { path: { label } },
          body: { recipe: "default", seed: 0 },
        }),
      );
      queries.invalidateQueries({ queryKey: JOBS });
      return { id: job.id, isAuto };
    },
    onMutate: () => setFailure(null),
    onSuccess: setRunning,
  });
  // Lists of jobs lag behind.
  const ended = useRef<number | null>(null);
  const onEnd = async (job: Job) => {
    ended.current = job.id;
    const isAuto = running?.isAuto ?? false;
    if (job.state === "done") {
      // Lists may wait; how the label stands must be known before its new feeds are shown.
      queries.invalidateQueries({ queryKey: ["labels"] });
      queries.invalidateQueries({ queryKey: ["versions", label] });
      await queries.invalidateQueries({ queryKey: ["label", label] });
      const version = job.result?.version;
      if (typeof version === "number") onBuilt(version, isAuto);
    } else if (job.state !== "cancelled") setFailure(problemOf(job));
    setRunning(null);
  };
  const job = useJob(running?.id ?? null, onEnd);
  // Also one that was asked for before the person went away from this page and came back.
  const starting = useMutationState({
    filters: { mutationKey, status: "pending" },
    select: ({ state }) => state.failureReason,
  });
  const isRunning = starting.length > 0 || running !== null;
  const other = useRunningBuild(label);
  useEffect(() => {
    if (other !== null && other !== ended.current && !isRunning)
      setRunning({ id: other, isAuto: true });
  }, [other, isRunning]);
  return {
    job: job && isUnfinished(job) ? job : undefined,
    isRunning,
    /** It begins once the server is back. */
    isWaiting: starting.some(isAway),
    /** Whether the last one failed by itself, not to be tried again by itself. */
    hasFailed: failure !== null || start.isError,
    error: failure ?? start.error,
    dismiss: () => {
      setFailure(null);
      start.reset();
    },
    build: (isAuto = false) => {
      if (!isRunning) start.mutate(isAuto);
    },
  };
}

/** A Build of the label that goes on, whoever asked for it. */
function useRunningBuild(label: string): number | null {
  const jobs = useJobs().data ?? [];
  const isOfLabel = (job: Job) =>
    job.kind === "build" && job.subject === label && isUnfinished(job);
  return jobs.find(isOfLabel)?.id ?? null;
}

function isAway(error: unknown): boolean {
  return error instanceof Problem && error.status === 0;
}

function problemOf(job: Job): Problem {
  const hint = job.result?.hint;
  const words = job.note || `the Build was ${job.state}`;
  return new Problem(0, words, typeof hint === "string" ? hint : "");
}
